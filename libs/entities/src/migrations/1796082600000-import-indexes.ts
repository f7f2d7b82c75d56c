import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The indexes that a first pass of an import dropped and has to rebuild, and the removal of limits of API keys that the source does
 * not have any more.
 */
export class ImportIndexes1796082600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE admin.imports ADD COLUMN indexes jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(FORGET_KEYS);
    await runner.query('REVOKE ALL ON FUNCTION ledger.forget_keys(bigint[]) FROM PUBLIC');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger.forget_keys(bigint[])');
    await runner.query('ALTER TABLE admin.imports DROP COLUMN indexes');
  }
}

/**
 * Removes the limits and figures of API keys that exist no more. Only an import calls it, before the target is in use. Raises TG004
 * for a key that still has its row or a reservation, because its limit would be lost.
 */
const FORGET_KEYS = `
CREATE FUNCTION ledger.forget_keys(p_keys bigint[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM auth.api_keys WHERE id = ANY(p_keys))
     OR EXISTS (SELECT FROM ledger.keys WHERE key_id = ANY(p_keys) AND reserved <> 0) THEN
    RAISE EXCEPTION 'an API key is in use' USING ERRCODE = 'TG004';
  END IF;
  DELETE FROM ledger.keys WHERE key_id = ANY(p_keys);
END $$`;
