import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the relay API keeps: relays' credentials, receipts, and what billing must read of API keys to decide whether they may be used. */
export class Relay1796070900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger.forget_reservations(int, int)');
    await runner.query('DROP TABLE billing.usage_receipts, admin.relay_credentials');
    await runner.query(`REVOKE SELECT (lookup, status, expires_at, allow_ips, model_limits_enabled, model_limits)
                          ON auth.api_keys FROM tollgate_billing`);
  }
}

const UP = [
  `CREATE TABLE admin.relay_credentials (
     id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
     hash           bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
     previous_hash  bytea UNIQUE CHECK (octet_length(previous_hash) = 32),
     previous_until timestamptz,
     scopes         text[] NOT NULL CHECK (scopes <@ ARRAY['verify', 'usage'] AND cardinality(scopes) > 0),
     allow_ips      text NOT NULL DEFAULT '',
     expires_at     timestamptz,
     created_at     timestamptz NOT NULL DEFAULT now(),
     revoked_at     timestamptz,
     CONSTRAINT relay_credentials_overlap CHECK ((previous_hash IS NULL) = (previous_until IS NULL))
   )`,
  `COMMENT ON TABLE admin.relay_credentials IS 'What relays authenticate with. Only hashes are kept; the previous one is valid until previous_until'`,
  'GRANT SELECT, INSERT, UPDATE ON admin.relay_credentials TO tollgate_admin',
  'GRANT SELECT (id, hash, previous_hash, previous_until, scopes, allow_ips, expires_at, revoked_at) ON admin.relay_credentials TO tollgate_billing',
  `CREATE TABLE billing.usage_receipts (
     request_id        text PRIMARY KEY,
     user_id           bigint NOT NULL,
     api_key_id        bigint,
     amount            bigint,
     charged           bigint,
     shortfall         bigint,
     written_off       bigint,
     balance_after     bigint,
     transaction_id    bigint,
     settled_at        timestamptz,
     model             text NOT NULL DEFAULT '',
     "group"           text NOT NULL DEFAULT '',
     prompt_tokens     bigint NOT NULL DEFAULT 0,
     completion_tokens bigint NOT NULL DEFAULT 0,
     use_time          bigint NOT NULL DEFAULT 0,
     is_stream         boolean NOT NULL DEFAULT false,
     price             jsonb,
     reference         text NOT NULL DEFAULT '',
     created_at        timestamptz NOT NULL DEFAULT now()
   )`,
  'CREATE INDEX usage_receipts_settled ON billing.usage_receipts (settled_at)',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON billing.usage_receipts TO tollgate_billing',
  'GRANT SELECT (lookup, status, expires_at, allow_ips, model_limits_enabled, model_limits) ON auth.api_keys TO tollgate_billing',
  `CREATE FUNCTION ledger.forget_reservations(p_days int, p_limit int) RETURNS int
   LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
     WITH old AS (SELECT request_id FROM ledger.reservations
                   WHERE state <> 'open' AND ended_at < now() - make_interval(days => greatest(p_days, 90))
                   ORDER BY ended_at LIMIT p_limit),
          gone AS (DELETE FROM ledger.reservations r USING old WHERE r.request_id = old.request_id RETURNING 1)
     SELECT count(*)::int FROM gone
   $$`,
  'REVOKE ALL ON FUNCTION ledger.forget_reservations(int, int) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION ledger.forget_reservations(int, int) TO tollgate_billing',
];
