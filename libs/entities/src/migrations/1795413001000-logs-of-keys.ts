import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets the logs be read with an API key: admin looks the key's digest up. */
export class LogsOfKeys1795413001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT (lookup) ON auth.api_keys TO tollgate_admin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE SELECT (lookup) ON auth.api_keys FROM tollgate_admin');
  }
}
