import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders, what providers say of them, and what of that is in doubt. Written by billing only. */
export class Payments1795414000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...INDEXES, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE billing.reversals, billing.quarantine, billing.provider_events, billing.callbacks, billing.orders',
    );
  }
}

const PROVIDERS = `('epay', 'stripe', 'creem')`;
const MOST = '9007199254740991';

const TABLES = [
  `CREATE TABLE billing.orders (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     trade_no text NOT NULL CONSTRAINT orders_trade_no_length CHECK (length(trade_no) BETWEEN 1 AND 64),
     user_id bigint NOT NULL,
     provider text NOT NULL CONSTRAINT orders_provider CHECK (provider IN ${PROVIDERS}),
     method text NOT NULL,
     amount bigint NOT NULL CONSTRAINT orders_amount CHECK (amount BETWEEN 1 AND ${MOST}),
     credit_quota bigint NOT NULL CONSTRAINT orders_credit_quota CHECK (credit_quota BETWEEN 1 AND ${MOST}),
     money numeric(18, 3) NOT NULL CONSTRAINT orders_money CHECK (money >= 0),
     currency text NOT NULL DEFAULT '',
     quota_text text NOT NULL DEFAULT '',
     status text NOT NULL DEFAULT 'pending'
       CONSTRAINT orders_status CHECK (status IN ('pending', 'unknown', 'success', 'failed', 'expired', 'refunded')),
     provider_ref text NOT NULL DEFAULT '',
     payment_ref text NOT NULL DEFAULT '',
     product text NOT NULL DEFAULT '',
     pay_url text NOT NULL DEFAULT '',
     reversed_money numeric(18, 3) NOT NULL DEFAULT 0,
     reversed_quota bigint NOT NULL DEFAULT 0,
     reversals integer NOT NULL DEFAULT 0,
     stuck_reason text NOT NULL DEFAULT '',
     checks integer NOT NULL DEFAULT 0,
     checked_at timestamptz,
     next_check_at timestamptz NOT NULL DEFAULT now() + interval '15 minutes',
     completed_by bigint,
     created_at timestamptz NOT NULL DEFAULT now(),
     completed_at timestamptz,
     CONSTRAINT orders_reversed CHECK (reversed_quota BETWEEN 0 AND credit_quota AND reversed_money BETWEEN 0 AND money),
     CONSTRAINT orders_reversed_paid CHECK (reversed_quota = 0 OR status IN ('success', 'refunded'))
   )`,
  `CREATE TABLE billing.callbacks (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     provider text NOT NULL CONSTRAINT callbacks_provider CHECK (provider IN ${PROVIDERS}),
     digest bytea NOT NULL CONSTRAINT callbacks_digest_length CHECK (octet_length(digest) = 32),
     body bytea NOT NULL CONSTRAINT callbacks_body_length CHECK (octet_length(body) <= 131072),
     deliveries integer NOT NULL DEFAULT 1,
     first_at timestamptz NOT NULL DEFAULT now(),
     last_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE billing.provider_events (
     provider text NOT NULL CONSTRAINT provider_events_provider CHECK (provider IN ${PROVIDERS}),
     event_id text NOT NULL,
     type text NOT NULL,
     trade_no text NOT NULL DEFAULT '',
     outcome text NOT NULL,
     callback_id bigint,
     received_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (provider, event_id)
   )`,
  `CREATE TABLE billing.quarantine (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     provider text NOT NULL CONSTRAINT quarantine_provider CHECK (provider IN ${PROVIDERS}),
     event_id text NOT NULL,
     type text NOT NULL,
     trade_no text NOT NULL DEFAULT '',
     payment_ref text NOT NULL DEFAULT '',
     reason text NOT NULL,
     detail text NOT NULL DEFAULT '',
     callback_id bigint,
     created_at timestamptz NOT NULL DEFAULT now(),
     resolved_at timestamptz,
     resolved_by bigint,
     note text NOT NULL DEFAULT ''
   )`,
  `CREATE TABLE billing.reversals (
     provider text NOT NULL CONSTRAINT reversals_provider CHECK (provider IN ${PROVIDERS}),
     ref text NOT NULL,
     trade_no text NOT NULL,
     kind text NOT NULL CONSTRAINT reversals_kind CHECK (kind IN ('refund', 'dispute', 'admin')),
     money numeric(18, 3) NOT NULL CONSTRAINT reversals_money CHECK (money >= 0),
     final boolean NOT NULL DEFAULT false,
     updated_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (provider, ref)
   )`,
];

const INDEXES = [
  'CREATE UNIQUE INDEX orders_trade_no ON billing.orders (trade_no)',
  'CREATE INDEX orders_trade_no_trgm ON billing.orders USING gin (trade_no gin_trgm_ops)',
  'CREATE INDEX orders_user_id ON billing.orders (user_id, id)',
  `CREATE INDEX orders_payment_ref ON billing.orders (provider, payment_ref) WHERE payment_ref <> ''`,
  `CREATE INDEX orders_due ON billing.orders (next_check_at) WHERE status IN ('pending', 'unknown')`,
  'CREATE UNIQUE INDEX callbacks_digest ON billing.callbacks (provider, digest)',
  'CREATE INDEX callbacks_last_at ON billing.callbacks (last_at)',
  'CREATE INDEX provider_events_trade_no ON billing.provider_events (trade_no)',
  'CREATE UNIQUE INDEX quarantine_event ON billing.quarantine (provider, event_id)',
  'CREATE INDEX quarantine_open ON billing.quarantine (id) WHERE resolved_at IS NULL',
  'CREATE INDEX reversals_trade_no ON billing.reversals (trade_no)',
];

const GRANTS = [
  'GRANT SELECT, INSERT, UPDATE ON billing.orders, billing.provider_events, billing.quarantine, billing.reversals TO tollgate_billing',
  // the archive is capped
  'GRANT SELECT, INSERT, UPDATE, DELETE ON billing.callbacks TO tollgate_billing',
  'GRANT SELECT ON billing.orders, billing.quarantine TO tollgate_admin',
];
