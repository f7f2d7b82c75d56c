import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVERYONE = 'tollgate_auth, tollgate_billing, tollgate_admin';

/** Users, their sessions, credentials and linked accounts. auth writes them; the exceptions are the grants below. */
export class Auth1795410002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...INDEXES, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE auth.identities, auth.credentials, auth.sessions, auth.users');
  }
}

const TABLES = [
  `CREATE TABLE auth.users (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     username text NOT NULL,
     username_key text NOT NULL,
     display_name text NOT NULL DEFAULT '',
     email text NOT NULL DEFAULT '',
     email_key text NOT NULL DEFAULT '',
     email_verified boolean NOT NULL DEFAULT false,
     password_hash text NOT NULL DEFAULT '',
     role smallint NOT NULL DEFAULT 1 CONSTRAINT users_role CHECK (role IN (1, 10, 100)),
     status smallint NOT NULL DEFAULT 1 CONSTRAINT users_status CHECK (status IN (1, 2)),
     "group" text NOT NULL DEFAULT 'default',
     aff_code text,
     inviter_id bigint,
     setting jsonb NOT NULL DEFAULT '{}' CONSTRAINT users_setting CHECK (jsonb_typeof(setting) = 'object'),
     sidebar_modules text NOT NULL DEFAULT '',
     remark text NOT NULL DEFAULT '',
     stripe_customer text NOT NULL DEFAULT '',
     created_at timestamptz NOT NULL DEFAULT now(),
     last_login_at timestamptz,
     deleted_at timestamptz,
     CONSTRAINT users_email_verified CHECK (NOT email_verified OR email_key <> '')
   )`,
  `CREATE TABLE auth.sessions (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     user_id bigint NOT NULL CONSTRAINT sessions_user REFERENCES auth.users ON DELETE CASCADE,
     created_at timestamptz NOT NULL DEFAULT now(),
     last_used_at timestamptz NOT NULL DEFAULT now(),
     expires_at timestamptz NOT NULL,
     ip text NOT NULL DEFAULT '',
     user_agent text NOT NULL DEFAULT '',
     method text NOT NULL DEFAULT 'password',
     verified_until timestamptz
   )`,
  `CREATE TABLE auth.credentials (
     hash bytea PRIMARY KEY CONSTRAINT credentials_hash CHECK (octet_length(hash) = 32),
     kind text NOT NULL CONSTRAINT credentials_kind CHECK (kind IN ('cookie', 'session_token', 'access_token')),
     session_id bigint CONSTRAINT credentials_session REFERENCES auth.sessions ON DELETE CASCADE,
     user_id bigint NOT NULL CONSTRAINT credentials_user REFERENCES auth.users ON DELETE CASCADE,
     created_at timestamptz NOT NULL DEFAULT now(),
     last_used_at timestamptz,
     CONSTRAINT credentials_of_session CHECK ((kind = 'access_token') = (session_id IS NULL))
   )`,
  `CREATE TABLE auth.identities (
     provider text NOT NULL,
     subject text NOT NULL,
     user_id bigint NOT NULL CONSTRAINT identities_user REFERENCES auth.users ON DELETE CASCADE,
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (provider, subject)
   )`,
];

const INDEXES = [
  'CREATE UNIQUE INDEX users_username_key ON auth.users (username_key)',
  'CREATE UNIQUE INDEX users_email_key_verified ON auth.users (email_key) WHERE email_verified',
  'CREATE UNIQUE INDEX users_aff_code ON auth.users (aff_code)',
  'CREATE INDEX users_inviter_id ON auth.users (inviter_id)',
  'CREATE INDEX sessions_user_id ON auth.sessions (user_id)',
  'CREATE INDEX sessions_expires_at ON auth.sessions (expires_at)',
  'CREATE INDEX credentials_session_id ON auth.credentials (session_id)',
  'CREATE INDEX credentials_user_id ON auth.credentials (user_id)',
  'CREATE UNIQUE INDEX identities_user_provider ON auth.identities (user_id, provider)',
];

const PROFILE =
  'id, username, username_key, display_name, email, email_key, email_verified, role, status, "group", aff_code, ' +
  'inviter_id, setting, sidebar_modules, remark, stripe_customer, created_at, last_login_at, deleted_at';

const GRANTS = [
  'GRANT SELECT, INSERT, UPDATE, DELETE ON auth.users, auth.sessions, auth.credentials, auth.identities TO tollgate_auth',
  `GRANT SELECT ON auth.sessions, auth.credentials TO ${EVERYONE}`,
  // everything but the password's hash
  `GRANT SELECT (${PROFILE}) ON auth.users TO tollgate_billing, tollgate_admin`,
  // a customer is made when the first Stripe order is; the grant also lets billing lock a row while it decides
  'GRANT UPDATE (stripe_customer) ON auth.users TO tollgate_billing',
  'GRANT SELECT, DELETE ON auth.identities TO tollgate_admin',
  'GRANT DELETE ON auth.sessions, auth.credentials TO tollgate_admin',
  'GRANT INSERT, DELETE ON auth.users TO tollgate_admin',
  `GRANT UPDATE (username, username_key, display_name, email, email_key, email_verified, password_hash, role, status,
                 "group", setting, remark, deleted_at) ON auth.users TO tollgate_admin`,
];
