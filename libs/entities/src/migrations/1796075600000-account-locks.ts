import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Locks that keep a guesser out and not the owner: wrong passwords count per network and account first, and per account only
 * at a much higher count. Rows name their user, so that administrators see a lock and a stronger proof ends it.
 */
export class AccountLocks1796075600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION auth.unlock(bigint, text[]);
      DROP FUNCTION auth.reserve_attempt(text, bytea, bytea, bigint, bytea, bigint, int[], bytea, int[], bytea, int[]);
      ALTER TABLE auth.pending_logins DROP COLUMN behind_lock, DROP COLUMN password_right;
      ALTER TABLE auth.identities DROP COLUMN last_login_at;
      DROP INDEX auth.users_aff_code_lower;
      DROP INDEX auth.throttles_user_id;
      ALTER TABLE auth.throttles DROP COLUMN user_id;`);
  }
}

const COLUMNS = [
  // No foreign key, because its check would make an attempt wait for a change of the user. Rows expire within a day.
  'ALTER TABLE auth.throttles ADD COLUMN user_id bigint',
  'CREATE INDEX throttles_user_id ON auth.throttles (user_id) WHERE user_id IS NOT NULL',
  `ALTER TABLE auth.pending_logins
     ADD COLUMN behind_lock boolean NOT NULL DEFAULT false,
     ADD COLUMN password_right boolean NOT NULL DEFAULT true`,
  'ALTER TABLE auth.identities ADD COLUMN last_login_at timestamptz',
  'CREATE INDEX users_aff_code_lower ON auth.users (lower(aff_code)) WHERE aff_code IS NOT NULL',
  'GRANT SELECT (user_id, kind, locked_until) ON auth.throttles TO tollgate_admin',
  'GRANT SELECT (user_id, locked_at, last_used_at) ON auth.passkeys TO tollgate_admin',
  'GRANT SELECT (user_id, provider, last_login_at) ON auth.identities TO tollgate_admin',
];

/**
 * As the function of the same name with eight parameters, and takes one attempt from the bucket that all networks share too
 * (`p_shared`, null: there is none). A browser that the account knows is counted in its own bucket only. The order is always
 * account, shared, address, so no two calls can wait for each other.
 */
const RESERVE = `
  CREATE FUNCTION auth.reserve_attempt(
    p_kind text, p_strangers bytea, p_own bytea, p_user bigint, p_browser bytea, p_owner bigint, p_account int[],
    p_shared bytea, p_all int[], p_address bytea, p_from int[], OUT wait_until timestamptz, OUT known boolean)
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    v_key bytea;
    v_shared bytea;
  BEGIN
    known := EXISTS (SELECT FROM auth.known_browsers k WHERE k.user_id = p_user AND k.browser = p_browser);
    v_key := CASE WHEN known THEN p_own ELSE p_strangers END;
    v_shared := CASE WHEN known THEN NULL ELSE p_shared END;
    wait_until := auth.reserve_bucket(p_kind, v_key, p_account);
    IF wait_until IS NULL AND v_shared IS NOT NULL THEN
      wait_until := auth.reserve_bucket(p_kind || '*', v_shared, p_all);
      IF wait_until IS NOT NULL THEN
        UPDATE auth.throttles t SET reserved = greatest(0, t.reserved - 1) WHERE t.kind = p_kind AND t.key = v_key;
      END IF;
    END IF;
    IF wait_until IS NULL AND p_from[1] > 0 THEN
      wait_until := auth.reserve_bucket('@' || p_kind, p_address, p_from);
      IF wait_until IS NOT NULL THEN
        UPDATE auth.throttles t SET reserved = greatest(0, t.reserved - 1) WHERE t.kind = p_kind AND t.key = v_key;
        UPDATE auth.throttles t SET reserved = greatest(0, t.reserved - 1) WHERE t.kind = p_kind || '*' AND t.key = v_shared;
      END IF;
    END IF;
    UPDATE auth.throttles t SET user_id = p_owner
     WHERE (t.kind, t.key) IN ((p_kind, v_key), (p_kind || '*', v_shared)) AND t.user_id IS DISTINCT FROM p_owner;
    DELETE FROM auth.throttles d USING (
      SELECT t.kind, t.key FROM auth.throttles t WHERE t.expires_at < now() AND coalesce(t.locked_until < now(), true)
       LIMIT 2 FOR UPDATE SKIP LOCKED
    ) gone WHERE d.kind = gone.kind AND d.key = gone.key;
  END $$`;

/** Ends the locks of a user for some kinds of credential; attempts that are in progress stay reserved. */
const UNLOCK = `
  CREATE FUNCTION auth.unlock(p_user bigint, p_kinds text[]) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE auth.throttles t SET misses = 0, strikes = 0, locked_until = NULL, window_until = NULL
     WHERE t.user_id = p_user AND rtrim(t.kind, '*') = ANY (p_kinds);
    DELETE FROM auth.throttles t WHERE t.user_id = p_user AND t.kind = 'lock_notice';
  $$`;

const RESERVE_SIGNATURE =
  'auth.reserve_attempt(text, bytea, bytea, bigint, bytea, bigint, int[], bytea, int[], bytea, int[])';

const STATEMENTS = [
  ...COLUMNS,
  RESERVE,
  UNLOCK,
  `REVOKE ALL ON FUNCTION ${RESERVE_SIGNATURE} FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ${RESERVE_SIGNATURE} TO tollgate_auth`,
  'REVOKE ALL ON FUNCTION auth.unlock(bigint, text[]) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION auth.unlock(bigint, text[]) TO tollgate_auth, tollgate_admin',
];
