import { PLAN_FUNCTIONS } from './ledger-plan-functions.js';

/** Subscriptions, what is held of them, and the accounts that hold their quota. The rules are in docs/subscriptions.md. */
const TABLES: readonly string[] = [
  'ALTER TABLE ledger.accounts DROP CONSTRAINT accounts_kind',
  `ALTER TABLE ledger.accounts ADD CONSTRAINT accounts_kind
     CHECK (user_id IS NULL OR kind IN ('quota', 'affiliate', 'debt', 'plan'))`,
  `CREATE TABLE ledger.subscriptions (
     id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     user_id         bigint NOT NULL,
     plan_id         bigint NOT NULL,
     source          text   NOT NULL CHECK (source IN ('order', 'balance', 'admin', 'import')),
     trade_no        text,
     status          text   NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'expired', 'cancelled')),
     closing         boolean NOT NULL DEFAULT false,
     total           bigint NOT NULL CHECK (total BETWEEN 0 AND 9007199254740991),
     remaining       bigint NOT NULL DEFAULT 0 CHECK (remaining BETWEEN 0 AND 9007199254740991),
     used            bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
     used_ever       bigint NOT NULL DEFAULT 0 CHECK (used_ever >= 0),
     price_quota     bigint NOT NULL DEFAULT 0 CHECK (price_quota BETWEEN 0 AND 9007199254740991),
     collected       bigint NOT NULL DEFAULT 0 CHECK (collected BETWEEN 0 AND price_quota),
     revoked         bigint NOT NULL DEFAULT 0 CHECK (revoked >= 0),
     steps           int    NOT NULL DEFAULT 0,
     overflow        boolean NOT NULL,
     reset_period    text   NOT NULL CHECK (reset_period IN ('never', 'daily', 'weekly', 'monthly', 'custom')),
     reset_seconds   bigint NOT NULL DEFAULT 0,
     upgrade_group   text   NOT NULL DEFAULT '',
     downgrade_group text   NOT NULL DEFAULT '',
     previous_group  text   NOT NULL DEFAULT '',
     started_at      timestamptz NOT NULL,
     ends_at         timestamptz NOT NULL,
     last_reset_at   timestamptz,
     next_reset_at   timestamptz,
     deleted_at      timestamptz,
     updated_at      timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT subscriptions_ended CHECK (remaining = 0 OR status = 'active' OR closing)
   ) WITH (fillfactor = 80)`,
  'CREATE UNIQUE INDEX subscriptions_trade_no ON ledger.subscriptions (trade_no) WHERE trade_no IS NOT NULL',
  'CREATE INDEX subscriptions_user ON ledger.subscriptions (user_id, plan_id)',
  `CREATE INDEX subscriptions_in_force ON ledger.subscriptions (user_id) WHERE status = 'active' OR closing`,
  `CREATE INDEX subscriptions_ending ON ledger.subscriptions (ends_at) WHERE status = 'active' OR closing`,
  `CREATE INDEX subscriptions_resets ON ledger.subscriptions (next_reset_at) WHERE status = 'active' AND next_reset_at IS NOT NULL`,
  `COMMENT ON TABLE ledger.subscriptions IS
     'Plans that users hold, with the terms that were in force when each began. remaining of a user adds up to the account of the kind plan'`,
  `CREATE TABLE ledger.plan_pools (
     user_id    bigint PRIMARY KEY,
     preference text   NOT NULL DEFAULT 'subscription_first'
       CHECK (preference IN ('subscription_first', 'wallet_first', 'subscription_only', 'wallet_only')),
     held       bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
     held_free  bigint NOT NULL DEFAULT 0 CHECK (held_free >= 0)
   ) WITH (fillfactor = 70)`,
  `COMMENT ON TABLE ledger.plan_pools IS
     'In which order a user draws from plans and balance, and what open reservations hold of limited plans and of plans without a limit'`,
  `ALTER TABLE ledger.reservations
     ADD COLUMN plan_amount bigint NOT NULL DEFAULT 0 CHECK (plan_amount >= 0),
     ADD COLUMN free_amount bigint NOT NULL DEFAULT 0 CHECK (free_amount >= 0)`,
  `INSERT INTO ledger.accounts (kind) VALUES ('plan'), ('plan_sales')`,
  `INSERT INTO ledger.kinds (service, kind, account) VALUES
     ('billing', 'plan_purchase', 'plan_sales'), ('billing', 'plan_clawback', 'plan_sales'), ('billing', 'plan_grant', 'plan'),
     ('billing', 'plan_reset', 'plan'), ('billing', 'plan_expiry', 'plan'), ('billing', 'plan_revoke', 'plan'),
     ('billing', 'usage', 'plan')`,
];

/** When a plan that begins at a moment ends. Years, months and days are counted on the local calendar, hours and seconds exactly. */
const PLAN_END = `
CREATE FUNCTION ledger.plan_end(p_at timestamptz, p_unit text, p_value int, p_seconds bigint, p_timezone text)
RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE p_unit
    WHEN 'year' THEN (p_at AT TIME ZONE p_timezone + make_interval(years => p_value)) AT TIME ZONE p_timezone
    WHEN 'month' THEN (p_at AT TIME ZONE p_timezone + make_interval(months => p_value)) AT TIME ZONE p_timezone
    WHEN 'day' THEN (p_at AT TIME ZONE p_timezone + make_interval(days => p_value)) AT TIME ZONE p_timezone
    WHEN 'hour' THEN p_at + make_interval(hours => p_value)
    WHEN 'custom' THEN p_at + make_interval(secs => p_seconds)
  END
$$`;

/** The first reset after a moment, null if there is none before the end. Custom periods count from the reset that was due. */
const NEXT_RESET = `
CREATE FUNCTION ledger.plan_next_reset(p_at timestamptz, p_from timestamptz, p_period text, p_seconds bigint, p_timezone text,
  p_ends timestamptz)
RETURNS timestamptz LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_next timestamptz;
BEGIN
  v_next := CASE p_period
    WHEN 'daily' THEN ledger.window_end(p_at, 'day', p_timezone)
    WHEN 'weekly' THEN ledger.window_end(p_at, 'week', p_timezone)
    WHEN 'monthly' THEN ledger.window_end(p_at, 'month', p_timezone)
    WHEN 'custom' THEN p_from + make_interval(secs => p_seconds * (1 + floor(extract(epoch FROM p_at - p_from) / p_seconds)))
  END;
  RETURN CASE WHEN v_next < p_ends THEN v_next END;
END $$`;

const INTERNAL = [
  'ledger.plan_end(timestamptz, text, int, bigint, text)',
  'ledger.plan_next_reset(timestamptz, timestamptz, text, bigint, text, timestamptz)',
  'ledger.move_plan(text, bigint, bigint, bigint, bigint, text)',
  'ledger.lock_plans(bigint)',
  'ledger.leave_plan_group(bigint, text[])',
] as const;
const CALLED = [
  'ledger.has_room_for_plan(bigint, bigint, int)',
  'ledger.subscribe(bigint, bigint, jsonb, text, text, bigint, int, bigint, text, text, text[])',
  'ledger.end_subscription(bigint, text, bigint, text, text[])',
  'ledger.reset_subscription(bigint, bigint, text, boolean, text)',
  'ledger.claw_back_plan(text, bigint, text, text[])',
  'ledger.restore_plan(text, bigint, text)',
  'ledger.set_plan_preference(bigint, text)',
  'ledger.plan_available(bigint, bigint)',
] as const;

/** The functions of subscriptions that come back in the reverse order. */
export const PLAN_SIGNATURES: readonly string[] = [...INTERNAL, ...CALLED];

/** The objects of the ledger that subscriptions need, in the order in which they can be created. */
export const LEDGER_PLANS: readonly string[] = [
  ...TABLES,
  PLAN_END,
  NEXT_RESET,
  ...PLAN_FUNCTIONS,
  ...PLAN_SIGNATURES.map((signature) => `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`),
  ...CALLED.map((signature) => `GRANT EXECUTE ON FUNCTION ${signature} TO tollgate_billing`),
  'GRANT SELECT ON ledger.subscriptions, ledger.plan_pools TO tollgate_auth, tollgate_billing, tollgate_admin',
];
