import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys for the relay. */
export class ApiKeys1795412000000 implements MigrationInterface {
  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE auth.api_keys (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        lookup bytea NOT NULL CHECK (octet_length(lookup) = 32),
        sealed bytea NOT NULL,
        name text NOT NULL DEFAULT '',
        status smallint NOT NULL DEFAULT 1 CHECK (status IN (1, 2)),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        model_limits_enabled boolean NOT NULL DEFAULT false,
        model_limits text NOT NULL DEFAULT '',
        allow_ips text NOT NULL DEFAULT '',
        "group" text NOT NULL DEFAULT '',
        deleted_at timestamptz
      );
      CREATE UNIQUE INDEX api_keys_lookup ON auth.api_keys (lookup);
      CREATE INDEX api_keys_user_id ON auth.api_keys (user_id);
      GRANT SELECT, INSERT, UPDATE ON auth.api_keys TO tollgate_auth;
      GRANT SELECT (id, user_id, name, "group", deleted_at) ON auth.api_keys TO tollgate_billing, tollgate_admin;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE auth.api_keys');
  }
}
