import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a user was disabled, and the index for the codes that a user redeemed. */
export class HelpDesk1796083700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE auth.users ADD COLUMN disable_reason text NOT NULL DEFAULT ''`);
    await runner.query('GRANT SELECT (disable_reason), UPDATE (disable_reason) ON auth.users TO tollgate_admin');
    await runner.query(
      `CREATE INDEX redemptions_used_user_id ON billing.redemptions (used_user_id, id) WHERE used_user_id IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX billing.redemptions_used_user_id');
    await runner.query('ALTER TABLE auth.users DROP COLUMN disable_reason');
  }
}
