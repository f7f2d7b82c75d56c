import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pending logins, one access token a user, and the writing down of last use for services that may not write sessions. */
export class Logins1795410003500 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE auth.pending_logins (
        hash bytea PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        method text NOT NULL,
        misses smallint NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX pending_logins_user_id ON auth.pending_logins (user_id);
      CREATE INDEX pending_logins_expires_at ON auth.pending_logins (expires_at);
      CREATE UNIQUE INDEX credentials_access_token ON auth.credentials (user_id) WHERE kind = 'access_token';

      CREATE FUNCTION auth.touch(hashes bytea[]) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
        UPDATE auth.sessions SET last_used_at = now()
         WHERE id IN (SELECT session_id FROM auth.credentials WHERE hash = ANY(hashes)) AND last_used_at < now() - interval '1 minute';
        UPDATE auth.credentials SET last_used_at = now()
         WHERE hash = ANY(hashes) AND kind = 'access_token' AND coalesce(last_used_at, created_at) < now() - interval '1 minute';
      $$;
      REVOKE ALL ON FUNCTION auth.touch(bytea[]) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.touch(bytea[]) TO tollgate_auth, tollgate_billing, tollgate_admin;
      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.pending_logins TO tollgate_auth;
      GRANT DELETE ON auth.pending_logins TO tollgate_admin;
      -- a DELETE with a WHERE clause reads the columns it names
      GRANT SELECT (user_id) ON auth.pending_logins TO tollgate_admin;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP FUNCTION auth.touch(bytea[]);
      DROP INDEX auth.credentials_access_token;
      DROP TABLE auth.pending_logins;
    `);
  }
}
