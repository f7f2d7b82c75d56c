import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Codes that prove an address, by address, purpose and requester, so that a code for one requester leaves those of others valid. The
 * table before it stays for the processes of the release before. Failures of mail are kept for administrators.
 */
export class AddressCodes1796075700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE auth.address_codes (
        purpose text NOT NULL,
        address_key text NOT NULL,
        requester text NOT NULL,
        code_hash bytea NOT NULL,
        user_id bigint CONSTRAINT address_codes_user REFERENCES auth.users ON DELETE CASCADE,
        misses smallint NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (purpose, address_key, requester)
      );
      CREATE INDEX address_codes_user_id ON auth.address_codes (user_id);
      CREATE INDEX address_codes_expires_at ON auth.address_codes (expires_at);
      CREATE TABLE auth.mail_failures (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT now(),
        reason text NOT NULL CHECK (reason IN ('recipient', 'login', 'server', 'connection')),
        address text NOT NULL,
        code int,
        response text NOT NULL,
        final boolean NOT NULL
      );
      CREATE INDEX mail_failures_created_at ON auth.mail_failures (created_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON auth.address_codes, auth.mail_failures TO tollgate_auth;
      GRANT SELECT (user_id), DELETE ON auth.address_codes TO tollgate_admin;
      GRANT SELECT ON auth.mail_failures TO tollgate_admin;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.mail_failures, auth.address_codes');
  }
}
