import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The state that mail codes, reset links and third-party logins keep between their steps. */
export class MailAndThirdParty1795413000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.mail_codes (
        purpose text NOT NULL,
        address_key text NOT NULL,
        code_hash bytea NOT NULL,
        user_id bigint CONSTRAINT mail_codes_user REFERENCES auth.users ON DELETE CASCADE,
        misses smallint NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (purpose, address_key)
      );
      CREATE INDEX mail_codes_user_id ON auth.mail_codes (user_id);
      CREATE INDEX mail_codes_expires_at ON auth.mail_codes (expires_at);

      CREATE TABLE auth.reset_tokens (
        user_id bigint PRIMARY KEY CONSTRAINT reset_tokens_user REFERENCES auth.users ON DELETE CASCADE,
        hash bytea NOT NULL,
        address_key text NOT NULL,
        expires_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX reset_tokens_hash ON auth.reset_tokens (hash);
      CREATE INDEX reset_tokens_expires_at ON auth.reset_tokens (expires_at);

      CREATE TABLE auth.oauth_states (
        hash bytea PRIMARY KEY,
        browser text NOT NULL,
        provider text,
        user_id bigint CONSTRAINT oauth_states_user REFERENCES auth.users ON DELETE CASCADE,
        session_id bigint,
        aff_code text NOT NULL DEFAULT '',
        proof bytea,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX oauth_states_user_id ON auth.oauth_states (user_id);
      CREATE INDEX oauth_states_expires_at ON auth.oauth_states (expires_at);

      CREATE TABLE auth.spent_proofs (
        kind text NOT NULL,
        hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (kind, hash)
      );
      CREATE INDEX spent_proofs_expires_at ON auth.spent_proofs (expires_at);

      ALTER TABLE auth.identities ADD COLUMN vouched boolean NOT NULL DEFAULT false;

      GRANT SELECT, INSERT, UPDATE, DELETE
         ON auth.mail_codes, auth.reset_tokens, auth.oauth_states, auth.spent_proofs TO tollgate_auth;
      -- an administrator who changes a password or an address voids what was mailed before
      GRANT SELECT (user_id), DELETE ON auth.mail_codes, auth.reset_tokens TO tollgate_admin;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE auth.identities DROP COLUMN vouched');
    await runner.query('DROP TABLE auth.spent_proofs, auth.oauth_states, auth.reset_tokens, auth.mail_codes');
  }
}
