import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The reset links before the newest stay good. They are in it and not in rows of their own, because the previous release has
 * one row for each user and ends them all by deleting it.
 */
export class EarlierResetLinks1795421000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.reset_tokens
        ADD COLUMN earlier bytea[] NOT NULL DEFAULT '{}',
        ADD COLUMN earlier_expire_at timestamptz[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.reset_tokens DROP COLUMN earlier, DROP COLUMN earlier_expire_at');
  }
}
