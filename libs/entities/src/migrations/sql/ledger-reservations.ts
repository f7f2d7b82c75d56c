import { LEDGER_RELAY } from './ledger-relay.js';

/** Reservations, budgets with windows, and the columns beside balance and key limit that hold what is reserved. */
const TABLES: readonly string[] = [
  `ALTER TABLE ledger.accounts ADD COLUMN reserved bigint NOT NULL DEFAULT 0 CONSTRAINT accounts_reserved CHECK (reserved >= 0)`,
  `ALTER TABLE ledger.keys ADD COLUMN reserved bigint NOT NULL DEFAULT 0 CONSTRAINT keys_reserved CHECK (reserved >= 0)`,
  `CREATE TABLE ledger.reservations (
     request_id text        PRIMARY KEY CHECK (length(request_id) BETWEEN 1 AND 200),
     user_id    bigint      NOT NULL,
     key_id     bigint,
     amount     bigint      NOT NULL CHECK (amount BETWEEN 0 AND 9007199254740991),
     state      text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled', 'released', 'expired')),
     created_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     ended_at   timestamptz,
     CONSTRAINT reservations_end CHECK ((state = 'open') = (ended_at IS NULL))
   ) WITH (fillfactor = 80)`,
  `CREATE INDEX reservations_due ON ledger.reservations (expires_at) WHERE state = 'open'`,
  `CREATE INDEX reservations_ended ON ledger.reservations (ended_at) WHERE state <> 'open'`,
  `COMMENT ON TABLE ledger.reservations IS
     'Quota set aside for a request that is being served. accounts.reserved and keys.reserved are the sums of the open rows'`,
  `CREATE TABLE ledger.budgets (
     scope     text   NOT NULL CHECK (scope IN ('user', 'key')),
     id        bigint NOT NULL,
     quota     bigint NOT NULL CHECK (quota BETWEEN 0 AND 9007199254740991),
     period    text   NOT NULL CHECK (period IN ('hour', 'day', 'week', 'month')),
     timezone  text   NOT NULL,
     used      bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
     resets_at timestamptz NOT NULL,
     PRIMARY KEY (scope, id)
   ) WITH (fillfactor = 70)`,
  `COMMENT ON TABLE ledger.budgets IS
     'What a user or an API key may spend in a calendar window. used counts settled amounts of the window that ends at resets_at'`,
  `INSERT INTO ledger.accounts (kind) VALUES ('write_off')`,
];

/**
 * The end of the calendar window that holds a moment. An hour is found by its minutes, because the local hour is ambiguous when
 * clocks go back; days, weeks and months end at local midnight.
 */
const WINDOW_END = `
CREATE FUNCTION ledger.window_end(p_at timestamptz, p_period text, p_timezone text)
RETURNS timestamptz LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_local timestamp := p_at AT TIME ZONE p_timezone;
  v_end   timestamptz;
BEGIN
  IF p_period = 'hour' THEN
    RETURN p_at - (v_local - date_trunc('hour', v_local)) + interval '1 hour';
  END IF;
  v_end := (date_trunc(p_period, v_local) + ('1 ' || p_period)::interval) AT TIME ZONE p_timezone;
  IF v_end <= p_at THEN
    v_end := (date_trunc(p_period, v_local) + ('2 ' || p_period)::interval) AT TIME ZONE p_timezone;
  END IF;
  RETURN v_end;
END $$`;

/** Sets or, with a null quota, removes the budget of a user or key. A changed period or time zone starts a new window. */
const SET_BUDGET = `
CREATE FUNCTION ledger.set_budget(p_scope text, p_id bigint, p_quota bigint, p_period text, p_timezone text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_quota IS NULL THEN
    DELETE FROM ledger.budgets WHERE scope = p_scope AND id = p_id;
    RETURN;
  END IF;
  INSERT INTO ledger.budgets AS b (scope, id, quota, period, timezone, resets_at)
  VALUES (p_scope, p_id, p_quota, p_period, p_timezone, ledger.window_end(clock_timestamp(), p_period, p_timezone))
  ON CONFLICT (scope, id) DO UPDATE SET quota = p_quota, period = p_period, timezone = p_timezone,
    used = CASE WHEN (b.period, b.timezone) = (p_period, p_timezone) THEN b.used ELSE 0 END,
    resets_at = CASE WHEN (b.period, b.timezone) = (p_period, p_timezone) THEN b.resets_at ELSE excluded.resets_at END;
END $$`;

/** Charges without reservations, as replicas of the release before ask for them during a rollout. */
const CHARGE = `
CREATE OR REPLACE FUNCTION ledger.charge(p_refs text[], p_users bigint[], p_keys bigint[], p_amounts bigint[])
RETURNS TABLE (n int, outcome text, transaction_id bigint, balance bigint, key_remain bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.n, r.outcome, r.transaction_id, r.balance, CASE WHEN NOT k.unlimited THEN r.key_available END
    FROM ledger.relay(array_fill('charge'::text, ARRAY[cardinality(p_refs)]), p_refs, p_users, p_keys, p_amounts,
                      array_fill(NULL::int, ARRAY[cardinality(p_refs)]), 0, 0) r
    LEFT JOIN ledger.keys k ON k.key_id = r.key_id
   ORDER BY r.n
$$`;

const SIGNATURES = {
  relay: 'ledger.relay(text[], text[], bigint[], bigint[], bigint[], int[], int, bigint)',
  setBudget: 'ledger.set_budget(text, bigint, bigint, text, text)',
  windowEnd: 'ledger.window_end(timestamptz, text, text)',
} as const;

/** The objects of the ledger that reservations need, in the order in which they can be created. */
export const LEDGER_RESERVATIONS: readonly string[] = [
  ...TABLES,
  WINDOW_END,
  SET_BUDGET,
  LEDGER_RELAY,
  CHARGE,
  ...Object.values(SIGNATURES).map((signature) => `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`),
  'GRANT SELECT ON ledger.reservations, ledger.budgets TO tollgate_auth, tollgate_billing, tollgate_admin',
  `GRANT EXECUTE ON FUNCTION ${SIGNATURES.relay} TO tollgate_billing`,
  `GRANT EXECUTE ON FUNCTION ${SIGNATURES.setBudget} TO tollgate_auth, tollgate_admin`,
  `GRANT EXECUTE ON FUNCTION ${SIGNATURES.windowEnd} TO tollgate_auth, tollgate_billing, tollgate_admin`,
];
