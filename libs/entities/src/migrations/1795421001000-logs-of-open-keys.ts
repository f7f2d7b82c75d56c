import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets admin check that an API key is usable before it shows the key's log to its holder. */
export class LogsOfOpenKeys1795421001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT (status, expires_at, allow_ips) ON auth.api_keys TO tollgate_admin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT (status, expires_at, allow_ips) ON auth.api_keys FROM tollgate_admin');
  }
}
