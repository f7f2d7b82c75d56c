import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts of attempts on credentials, shared by all replicas, and the browsers that strangers' misses do not lock out. */
export class Throttle1795410020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION auth.attempt_passed, auth.attempt_missed, auth.reserve_attempt, auth.reserve_bucket, auth.lock_time',
    );
    await runner.query('DROP TABLE auth.known_browsers, auth.throttles');
  }
}

const TABLES = [
  `CREATE TABLE auth.throttles (
     kind text NOT NULL,
     key bytea NOT NULL,
     misses int NOT NULL DEFAULT 0,
     reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0),
     lease_until timestamptz,
     window_until timestamptz,
     locked_until timestamptz,
     strikes int NOT NULL DEFAULT 0,
     refused bigint NOT NULL DEFAULT 0,
     expires_at timestamptz NOT NULL,
     PRIMARY KEY (kind, key)
   )`,
  'CREATE INDEX throttles_expires_at ON auth.throttles (expires_at)',
  `CREATE TABLE auth.known_browsers (
     user_id bigint NOT NULL CONSTRAINT known_browsers_user REFERENCES auth.users ON DELETE CASCADE,
     browser bytea NOT NULL CONSTRAINT known_browsers_browser CHECK (octet_length(browser) = 32),
     last_login_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (user_id, browser)
   )`,
  'CREATE INDEX known_browsers_last_login_at ON auth.known_browsers (last_login_at)',
];

/** How long a bucket is locked after so many earlier locks: twice as long each time, up to the policy's longest. */
const LOCK_TIME = `
  CREATE FUNCTION auth.lock_time(p_strikes int, p_policy int[]) RETURNS interval
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT make_interval(secs => least(p_policy[3] * 2.0 ^ least(p_strikes, 16), p_policy[4]))
  $$`;

/**
 * Takes one attempt from a bucket of `most` (policy: most, window, lock, lock_most, in attempts and seconds). NULL: taken.
 * A time: locked until then. '-infinity': as many attempts as are left are under way, none has failed them all yet.
 * The row's lock puts the attempts on a bucket in one order, and the clock is read under it.
 */
const RESERVE_BUCKET = `
  CREATE FUNCTION auth.reserve_bucket(p_kind text, p_key bytea, p_policy int[]) RETURNS timestamptz
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    r auth.throttles;
    moment timestamptz;
    verdict timestamptz;
  BEGIN
    LOOP
      SELECT * INTO r FROM auth.throttles t WHERE t.kind = p_kind AND t.key = p_key FOR UPDATE;
      EXIT WHEN FOUND;
      INSERT INTO auth.throttles (kind, key, expires_at) VALUES (p_kind, p_key, now() + interval '1 day')
        ON CONFLICT DO NOTHING;
    END LOOP;
    moment := clock_timestamp();
    IF r.reserved > 0 AND r.lease_until <= moment THEN
      r.misses := r.misses + r.reserved;
      r.reserved := 0;
      IF r.locked_until IS NULL AND r.misses >= p_policy[1] THEN
        r.locked_until := r.lease_until + auth.lock_time(r.strikes, p_policy);
        r.strikes := r.strikes + 1;
      END IF;
    END IF;
    IF r.locked_until <= moment THEN
      r.locked_until := NULL;
      r.window_until := NULL;
      r.misses := 0;
    END IF;
    IF r.locked_until IS NULL AND r.window_until <= moment THEN
      r.window_until := NULL;
      r.misses := 0;
    END IF;
    IF r.locked_until IS NOT NULL THEN
      verdict := r.locked_until;
    ELSIF r.misses + r.reserved >= p_policy[1] THEN
      verdict := '-infinity';
    ELSE
      r.reserved := r.reserved + 1;
      r.lease_until := moment + interval '30 seconds';
      r.window_until := coalesce(r.window_until, moment + make_interval(secs => p_policy[2]));
    END IF;
    UPDATE auth.throttles t
       SET misses = r.misses, reserved = r.reserved, lease_until = r.lease_until, window_until = r.window_until,
           locked_until = r.locked_until, strikes = CASE WHEN t.expires_at < moment THEN 0 ELSE r.strikes END,
           refused = t.refused + (verdict IS NOT NULL)::int,
           expires_at = greatest(t.expires_at, moment + interval '2 hours')
     WHERE t.kind = p_kind AND t.key = p_key;
    RETURN verdict;
  END $$`;

/**
 * Takes one attempt from the bucket of an account and from that of an address, or from neither. If the browser has logged in to
 * the account before, its own bucket is counted instead of the one that all strangers share; "known" reports that. Account
 * before address, and the sweep of old rows last and without waiting: no two calls can wait for each other.
 */
const RESERVE = `
  CREATE FUNCTION auth.reserve_attempt(
    p_kind text, p_strangers bytea, p_own bytea, p_user bigint, p_browser bytea, p_account int[],
    p_address bytea, p_from int[], OUT wait_until timestamptz, OUT known boolean)
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    known := EXISTS (SELECT FROM auth.known_browsers k WHERE k.user_id = p_user AND k.browser = p_browser);
    wait_until := auth.reserve_bucket(p_kind, CASE WHEN known THEN p_own ELSE p_strangers END, p_account);
    IF wait_until IS NULL AND p_from[1] > 0 THEN
      wait_until := auth.reserve_bucket('@' || p_kind, p_address, p_from);
      IF wait_until IS NOT NULL THEN
        UPDATE auth.throttles t SET reserved = t.reserved - 1
         WHERE t.kind = p_kind AND t.key = CASE WHEN known THEN p_own ELSE p_strangers END;
      END IF;
    END IF;
    DELETE FROM auth.throttles d USING (
      SELECT t.kind, t.key FROM auth.throttles t WHERE t.expires_at < now() AND coalesce(t.locked_until < now(), true)
       LIMIT 2 FOR UPDATE SKIP LOCKED
    ) gone WHERE d.kind = gone.kind AND d.key = gone.key;
  END $$`;

/** Counts one reserved attempt as wrong, and locks the bucket if it was the last one. Returns until when. */
const MISS = `
  CREATE FUNCTION auth.attempt_missed(p_kind text, p_key bytea, p_policy int[]) RETURNS timestamptz
  LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    UPDATE auth.throttles t
       SET reserved = greatest(0, t.reserved - 1),
           misses = t.misses + 1,
           strikes = t.strikes + (t.misses + 1 >= p_policy[1] AND t.locked_until IS NULL)::int,
           locked_until = CASE WHEN t.misses + 1 < p_policy[1] OR t.locked_until IS NOT NULL THEN t.locked_until ELSE
             clock_timestamp() + auth.lock_time(t.strikes, p_policy) END,
           expires_at = clock_timestamp() + interval '1 day'
     WHERE t.kind = p_kind AND t.key = p_key
    RETURNING t.locked_until
  $$`;

/** One reserved attempt was right. The account's misses are forgotten; an address only gets this attempt back. */
const PASS = `
  CREATE FUNCTION auth.attempt_passed(p_kind text, p_key bytea, p_address bytea) RETURNS void
  LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM auth.throttles t WHERE t.kind = p_kind AND t.key = p_key AND t.reserved <= 1;
    UPDATE auth.throttles t SET misses = 0, strikes = 0, locked_until = NULL, reserved = greatest(0, t.reserved - 1)
     WHERE t.kind = p_kind AND t.key = p_key;
    UPDATE auth.throttles t SET reserved = greatest(0, t.reserved - 1) WHERE t.kind = '@' || p_kind AND t.key = p_address;
  $$`;

const GRANTS = [
  'GRANT SELECT, INSERT, UPDATE, DELETE ON auth.throttles, auth.known_browsers TO tollgate_auth',
  ...['lock_time', 'reserve_bucket', 'reserve_attempt', 'attempt_missed', 'attempt_passed'].flatMap((name) => [
    `REVOKE ALL ON FUNCTION auth.${name} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION auth.${name} TO tollgate_auth`,
  ]),
];

const STATEMENTS = [...TABLES, LOCK_TIME, RESERVE_BUCKET, RESERVE, MISS, PASS, ...GRANTS];
