import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions of clients that hold a short-lived access token and a rotating refresh cookie. A session gets a public id (`sid`), because
 * these clients name sessions by a UUID; an access token is a session token with an end.
 */
export class BearerSessions1796074900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE auth.sessions ADD COLUMN sid uuid NOT NULL DEFAULT gen_random_uuid();
      CREATE UNIQUE INDEX sessions_sid ON auth.sessions (sid);
      ALTER TABLE auth.credentials ADD COLUMN expires_at timestamptz;
      ALTER TABLE auth.passkey_challenges ADD COLUMN scope text NOT NULL DEFAULT '';
      CREATE TABLE auth.session_refreshes (
        session_id bigint PRIMARY KEY CONSTRAINT session_refreshes_session REFERENCES auth.sessions ON DELETE CASCADE,
        family_hash bytea NOT NULL,
        current_hash bytea NOT NULL,
        previous_hash bytea NOT NULL,
        salt bytea NOT NULL,
        rotated_at timestamptz NOT NULL DEFAULT now(),
        previous_rotated_at timestamptz
      );
      CREATE TABLE auth.security_proofs (
        hash bytea PRIMARY KEY,
        session_id bigint NOT NULL CONSTRAINT security_proofs_session REFERENCES auth.sessions ON DELETE CASCADE,
        scope text NOT NULL,
        method text NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX security_proofs_session_id ON auth.security_proofs (session_id);
      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.session_refreshes, auth.security_proofs TO tollgate_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE auth.security_proofs, auth.session_refreshes;
      ALTER TABLE auth.passkey_challenges DROP COLUMN scope;
      ALTER TABLE auth.credentials DROP COLUMN expires_at;
      ALTER TABLE auth.sessions DROP COLUMN sid;
    `);
  }
}
