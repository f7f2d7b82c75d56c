import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Authenticator apps, backup codes and passkeys. */
export class SecondFactors1795410021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE auth.passkey_proofs, auth.passkey_challenges, auth.passkeys, auth.backup_codes, auth.two_factors',
    );
  }
}

const TABLES = 'auth.two_factors, auth.backup_codes, auth.passkeys, auth.passkey_challenges, auth.passkey_proofs';

const STATEMENTS = [
  `CREATE TABLE auth.two_factors (
     user_id bigint PRIMARY KEY CONSTRAINT two_factors_user REFERENCES auth.users ON DELETE CASCADE,
     secret bytea NOT NULL,
     confirmed_at timestamptz,
     last_step bigint NOT NULL DEFAULT 0,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE auth.backup_codes (
     user_id bigint NOT NULL CONSTRAINT backup_codes_two_factor REFERENCES auth.two_factors ON DELETE CASCADE,
     hash bytea NOT NULL,
     used_at timestamptz,
     PRIMARY KEY (user_id, hash)
   )`,
  `CREATE TABLE auth.passkeys (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     user_id bigint NOT NULL CONSTRAINT passkeys_user REFERENCES auth.users ON DELETE CASCADE,
     credential_id bytea NOT NULL CONSTRAINT passkeys_credential_length CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
     public_key bytea NOT NULL,
     counter bigint NOT NULL,
     transports text[] NOT NULL DEFAULT '{}',
     backup_eligible boolean NOT NULL,
     backed_up boolean NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     last_used_at timestamptz,
     locked_at timestamptz
   )`,
  'CREATE INDEX passkeys_user_id ON auth.passkeys (user_id)',
  'CREATE UNIQUE INDEX passkeys_credential_id ON auth.passkeys (credential_id)',
  `CREATE TABLE auth.passkey_challenges (
     hash bytea PRIMARY KEY CONSTRAINT passkey_challenges_hash CHECK (octet_length(hash) = 32),
     purpose text NOT NULL CONSTRAINT passkey_challenges_purpose CHECK (purpose IN ('register', 'login', 'verify')),
     session_id bigint CONSTRAINT passkey_challenges_session REFERENCES auth.sessions ON DELETE CASCADE,
     browser bytea,
     expires_at timestamptz NOT NULL,
     CONSTRAINT passkey_challenges_bound CHECK ((purpose = 'login') = (session_id IS NULL))
   )`,
  'CREATE INDEX passkey_challenges_expires_at ON auth.passkey_challenges (expires_at)',
  `CREATE TABLE auth.passkey_proofs (
     session_id bigint PRIMARY KEY CONSTRAINT passkey_proofs_session REFERENCES auth.sessions ON DELETE CASCADE,
     expires_at timestamptz NOT NULL
   )`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ${TABLES} TO tollgate_auth`,
];
