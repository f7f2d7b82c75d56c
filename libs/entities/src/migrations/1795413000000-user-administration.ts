import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The objects for managing a million users: search by index, pages by number, one rule of rank, one way to end sign-ins. */
export class UserAdministration1795413000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...SEARCH, ...BLOCKS, ...RANK, ...REVOKE]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION auth.revoke(bigint, boolean)');
    await runner.query('DROP FUNCTION admin.hold_rank(bigint, bigint)');
    await runner.query('DROP TRIGGER users_counted_in ON auth.users');
    await runner.query('DROP TRIGGER users_counted_out ON auth.users');
    await runner.query('DROP FUNCTION auth.count_users()');
    await runner.query('DROP TABLE auth.user_blocks');
    for (const index of ['search', 'grams', 'created_at_id', 'last_login_at_id', 'role_id', 'group_id']) {
      await runner.query(`DROP INDEX auth.users_${index}`);
    }
    await runner.query('DROP FUNCTION auth.grams(text), auth.search_text(text, text, text)');
  }
}

/**
 * Keywords of three letters and more go by trigrams, shorter ones and those without a word in them by one- and two-grams.
 * The separator is a character that names cannot hold, so that nothing matches across two columns. The text that waits to
 * be merged into an index is read through at every search: it is kept short.
 */
const SEARCH = [
  `CREATE FUNCTION auth.search_text(username text, display_name text, email text) RETURNS text
   LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lower(username || E'\\x1f' || display_name || E'\\x1f' || email)`,
  `CREATE FUNCTION auth.grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 10000 AS $$
     SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
       SELECT substr(t, i, n) AS gram FROM generate_series(1, length(t)) AS i, generate_series(1, 2) AS n
        WHERE i + n <= length(t) + 1) AS g
      WHERE position(E'\\x1f' IN gram) = 0
   $$`,
  `CREATE INDEX users_search ON auth.users USING gin (auth.search_text(username, display_name, email) gin_trgm_ops)
     WITH (gin_pending_list_limit = 256)`,
  `CREATE INDEX users_grams ON auth.users USING gin (auth.grams(auth.search_text(username, display_name, email)))
     WITH (gin_pending_list_limit = 256)`,
  'CREATE INDEX users_created_at_id ON auth.users (created_at, id)',
  'CREATE INDEX users_last_login_at_id ON auth.users (last_login_at, id)',
  'CREATE INDEX users_role_id ON auth.users (role, id) WHERE role > 1',
  'CREATE INDEX users_group_id ON auth.users ("group", id)',
];

/**
 * How many users there are in each block of 2,000 ids: the exact total and the block that a page begins in are read from
 * here instead of counted. A block is counted in four rows, so that sign-ups at the same time rarely wait for one another.
 */
const BLOCKS = [
  `CREATE TABLE auth.user_blocks (
     block bigint NOT NULL,
     shard smallint NOT NULL,
     count bigint NOT NULL,
     PRIMARY KEY (block, shard)
   ) WITH (fillfactor = 50)`,
  `CREATE FUNCTION auth.count_users() RETURNS trigger
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   BEGIN
     INSERT INTO auth.user_blocks AS b (block, shard, count)
     SELECT id / 2000, pg_backend_pid() % 4, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
       FROM changed GROUP BY 1 ORDER BY 1
     ON CONFLICT (block, shard) DO UPDATE SET count = b.count + excluded.count;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER users_counted_in AFTER INSERT ON auth.users REFERENCING NEW TABLE AS changed
   FOR EACH STATEMENT EXECUTE FUNCTION auth.count_users()`,
  `CREATE TRIGGER users_counted_out AFTER DELETE ON auth.users REFERENCING OLD TABLE AS changed
   FOR EACH STATEMENT EXECUTE FUNCTION auth.count_users()`,
  'INSERT INTO auth.user_blocks SELECT id / 2000, 0, count(*) FROM auth.users GROUP BY 1',
  'REVOKE ALL ON FUNCTION auth.count_users() FROM PUBLIC',
  'GRANT SELECT ON auth.user_blocks TO tollgate_admin',
];

/**
 * The one rule of rank, inside the transaction that writes. It locks the actor's row against a change of its role and the
 * target's row against any change, in id order. It returns the target (with the actor's role at that time) only if the actor is
 * an administrator and outranks it; root outranks all users, itself included. Raises TR001 no administrator (any more), TR002
 * no such user, TR003 the target's rank is the actor's or above.
 */
const RANK = [
  `CREATE FUNCTION admin.hold_rank(p_actor bigint, p_target bigint)
   RETURNS TABLE (actor_role smallint, id bigint, username text, display_name text, email text, role smallint,
                  status smallint, "group" text, remark text, deleted_at timestamptz)
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
   #variable_conflict use_column
   DECLARE
     v_actor auth.users;
     v_target auth.users;
   BEGIN
     IF p_actor < p_target THEN
       SELECT * INTO v_actor FROM auth.users WHERE id = p_actor FOR NO KEY UPDATE;
       SELECT * INTO v_target FROM auth.users WHERE id = p_target FOR UPDATE;
     ELSE
       SELECT * INTO v_target FROM auth.users WHERE id = p_target FOR UPDATE;
       SELECT * INTO v_actor FROM auth.users WHERE id = p_actor FOR NO KEY UPDATE;
     END IF;
     IF v_actor.id IS NULL OR v_actor.role < 10 OR v_actor.status <> 1 OR v_actor.deleted_at IS NOT NULL THEN
       RAISE EXCEPTION 'the actor is no administrator' USING ERRCODE = 'TR001';
     ELSIF v_target.id IS NULL THEN
       RAISE EXCEPTION 'no such user' USING ERRCODE = 'TR002';
     ELSIF v_actor.role <> 100 AND v_target.role >= v_actor.role THEN
       RAISE EXCEPTION 'the target is of the same rank or above' USING ERRCODE = 'TR003';
     END IF;
     RETURN QUERY SELECT v_actor.role, v_target.id, v_target.username, v_target.display_name, v_target.email, v_target.role,
                         v_target.status, v_target."group", v_target.remark, v_target.deleted_at;
   END $$`,
  'REVOKE ALL ON FUNCTION admin.hold_rank(bigint, bigint) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION admin.hold_rank(bigint, bigint) TO tollgate_admin, tollgate_auth',
];

/** Ends every session and half-finished login of a user, and on demand the access token. */
const REVOKE = [
  `CREATE FUNCTION auth.revoke(p_user bigint, p_tokens boolean) RETURNS void
   LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
     DELETE FROM auth.pending_logins WHERE user_id = p_user;
     DELETE FROM auth.sessions WHERE user_id = p_user;
     DELETE FROM auth.credentials WHERE user_id = p_user AND session_id IS NULL AND p_tokens;
   $$`,
  'REVOKE ALL ON FUNCTION auth.revoke(bigint, boolean) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION auth.revoke(bigint, boolean) TO tollgate_admin',
];
