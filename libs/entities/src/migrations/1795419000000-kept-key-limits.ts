import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Of an API key's limit, NULL is what stays as it is: read under the row's own lock, so that a change of the one part does not
 * write the other as it was before a charge.
 */
export class KeptKeyLimits1795419000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(setKey('coalesce(p_remain, k.remain_quota)', 'coalesce(p_unlimited, k.unlimited)'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(setKey('p_remain', 'p_unlimited'));
  }
}

/** Sets a key's limit, makes its row first where there is none. Its usage stays. TG002 for another user's key. */
const setKey = (remain: string, unlimited: string) => `
CREATE OR REPLACE FUNCTION ledger.set_key(p_key bigint, p_user bigint, p_remain bigint, p_unlimited boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ledger.keys AS k (key_id, user_id, remain_quota, unlimited)
  VALUES (p_key, p_user, coalesce(p_remain, 0), coalesce(p_unlimited, false))
  ON CONFLICT (key_id) DO UPDATE SET remain_quota = ${remain}, unlimited = ${unlimited} WHERE k.user_id = p_user;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'key';
  END IF;
END $$`;
