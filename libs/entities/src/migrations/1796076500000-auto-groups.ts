import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which groups a key with the group `auto` chooses among, and whether the relay tries the next one after a failure. */
export class AutoGroups1796076500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.api_keys ADD COLUMN cross_group_retry boolean NOT NULL DEFAULT false, ADD COLUMN auto_groups text[];
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.api_keys DROP COLUMN auto_groups, DROP COLUMN cross_group_retry');
  }
}
