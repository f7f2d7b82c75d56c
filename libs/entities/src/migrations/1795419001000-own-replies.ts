import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICES = ['auth', 'billing', 'admin'];

/** Whose a kept reply is: scopes are subjects, `rpc.<service>.…`. */
const OWNER = `split_part(scope, '.', 2)`;

/**
 * Kept replies are seen and written by the service that gave them alone: one holds what no other service may read, such as
 * new redemption codes in clear. The index follows, because expired rows are now looked for among those of the same user.
 */
export class OwnReplies1795419001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const service of SERVICES) {
      await runner.query(
        `CREATE POLICY own_${service} ON platform.idempotency TO tollgate_${service} USING (${OWNER} = '${service}')`,
      );
    }
    await runner.query('ALTER TABLE platform.idempotency ENABLE ROW LEVEL SECURITY');
    await runner.query(`CREATE INDEX idempotency_owner_created_at ON platform.idempotency ((${OWNER}), created_at)`);
    await runner.query('DROP INDEX platform.idempotency_created_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX idempotency_created_at ON platform.idempotency (created_at)');
    await runner.query('DROP INDEX platform.idempotency_owner_created_at');
    await runner.query('ALTER TABLE platform.idempotency DISABLE ROW LEVEL SECURITY');
    for (const service of SERVICES) await runner.query(`DROP POLICY own_${service} ON platform.idempotency`);
  }
}
