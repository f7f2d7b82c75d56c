import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What root has taken from, or given to, an administrator beyond the role. All services read it with the credential. */
export class AdminPermissions1796081233000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE auth.users ADD COLUMN admin_permissions jsonb NOT NULL DEFAULT '{}'
                          CONSTRAINT users_admin_permissions_object CHECK (jsonb_typeof(admin_permissions) = 'object')`);
    await runner.query('GRANT SELECT (admin_permissions) ON auth.users TO tollgate_billing, tollgate_admin');
    await runner.query('GRANT UPDATE (admin_permissions) ON auth.users TO tollgate_admin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.users DROP COLUMN admin_permissions');
  }
}
