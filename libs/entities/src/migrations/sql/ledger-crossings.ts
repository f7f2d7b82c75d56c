import { LEDGER_FUNCTIONS } from './ledger-functions.js';
import { LEDGER_RELAY } from './ledger-relay.js';

/** Replaces a part of a function's text. It must occur exactly once, else the migration would silently change nothing. */
export function amend(text: string, part: string, by: string): string {
  if (text.split(part).length !== 2) throw new Error(`not once in the function: ${part}`);
  return text.replace(part, () => by);
}

export const orReplace = (text: string) => text.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');

const find = (name: string) => LEDGER_FUNCTIONS.find((text) => text.includes(`FUNCTION ledger.${name}(`)) ?? '';

/** The functions as the migration before left them. */
export const EARLIER = {
  post: orReplace(
    amend(
      find('post'),
      '  PERFORM a.id\n     FROM unnest(p_legs) l\n',
      '  PERFORM ledger.check_kind(p_kind, p_legs);\n  PERFORM a.id\n     FROM unnest(p_legs) l\n',
    ),
  ),
  enter: orReplace(find('enter')),
  relay: orReplace(LEDGER_RELAY),
} as const;

/**
 * Debits that a user starts must leave what open reservations hold. An administrator's override, an import and the closing of an
 * account may go below it: then later settlements fall short.
 */
export const POST = amend(
  amend(
    EARLIER.post,
    'SELECT a.id, a.user_id, a.kind, a.balance, a.version, a.head, l.amount,',
    'SELECT a.id, a.user_id, a.kind, a.balance, a.reserved, a.version, a.head, l.amount,',
  ),
  '    IF v_account.amount <> 0 THEN\n',
  `    IF v_account.kind = 'quota' AND v_account.amount < 0 AND NOT v_account.collect
       AND p_kind NOT IN ('admin_adjust', 'closing', 'import')
       AND v_account.balance - v_account.reserved + v_account.amount < 0 THEN
      RAISE EXCEPTION 'balance is reserved' USING ERRCODE = 'TG001', DETAIL = v_account.kind;
    END IF;
    IF v_account.amount <> 0 THEN\n`,
);

/** As before, and a debit of a quota account reports the thresholds that it crosses. */
export const ENTER = amend(
  EARLIER.enter,
  'WHERE id = p_account;\nEND',
  `WHERE id = p_account;
  IF p_amount < 0 AND p_kind NOT IN ('closing', 'import') THEN
    PERFORM ledger.report_crossings(ARRAY[a.user_id], ARRAY[p_balance], ARRAY[p_balance + p_amount])
       FROM ledger.accounts a WHERE a.id = p_account AND a.kind = 'quota';
  END IF;
END`,
);

/** As before, but the table `ledger.kinds` decides whether the service may post usage, and crossed thresholds are reported. */
export const RELAY = amend(
  amend(
    amend(
      EARLIER.relay,
      '  v_at := clock_timestamp();\n',
      '  v_at := clock_timestamp();\n  a_start := a_balance; k_start := k_remain;\n',
    ),
    'a_was bigint[]; a_used bigint[]; a_count bigint[];',
    'a_was bigint[]; a_used bigint[]; a_count bigint[]; a_start bigint[]; k_start bigint[];',
  ),
  '  UPDATE ledger.counters c SET used_quota',
  `  IF cardinality(t_id) > 0 THEN
    PERFORM ledger.check_kind('usage', ARRAY[(NULL, 'usage', 1), (NULL, 'write_off', -1)]::ledger.leg[]);
    PERFORM ledger.check_kind('debt_repaid', ARRAY[(0, 'quota', -1), (0, 'debt', 1)]::ledger.leg[]);
    PERFORM ledger.report_crossings(a_user, a_start, a_balance);
    PERFORM platform.emit('api_key.exhausted', k.usr::text, jsonb_build_object('user_id', k.usr, 'api_key_id', k.id))
       FROM unnest(k_id, k_user, k_unlimited, k_start, k_remain) AS k(id, usr, unlimited, was, remain)
      WHERE NOT k.unlimited AND k.was > 0 AND k.remain = 0;
  END IF;
  UPDATE ledger.counters c SET used_quota`,
);

/**
 * Reports balances that fell below the user's threshold (the setting quota_warning_threshold, else the option QuotaRemindThreshold)
 * or to 0. The balances before and after are compared under the account's lock, so each crossing is reported once.
 */
export const REPORT_CROSSINGS = `
CREATE FUNCTION ledger.report_crossings(p_users bigint[], p_before bigint[], p_after bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_default numeric;
  v_user    record;
BEGIN
  IF NOT EXISTS (SELECT FROM unnest(p_before, p_after) AS x(before, after) WHERE x.after < x.before) THEN
    RETURN;
  END IF;
  SELECT CASE WHEN value ~ '^\\d{1,16}$' THEN value::numeric END INTO v_default
    FROM admin.options WHERE key = 'QuotaRemindThreshold';
  FOR v_user IN
    SELECT u.id, x.before, x.after, t.threshold
      FROM unnest(p_users, p_before, p_after) AS x(usr, before, after)
      JOIN auth.users u ON u.id = x.usr AND u.deleted_at IS NULL
     CROSS JOIN LATERAL (SELECT CASE WHEN jsonb_typeof(u.setting -> 'quota_warning_threshold') = 'number'
                                     THEN (u.setting ->> 'quota_warning_threshold')::numeric
                                     ELSE coalesce(v_default, 1000) END) AS t(threshold)
     WHERE x.after < x.before AND ((x.after < t.threshold AND x.before >= t.threshold) OR x.after = 0)
     ORDER BY u.id
  LOOP
    IF v_user.before >= v_user.threshold AND v_user.after < v_user.threshold THEN
      PERFORM platform.emit('quota.low', v_user.id::text, jsonb_build_object(
        'user_id', v_user.id, 'balance', v_user.after, 'threshold', v_user.threshold));
      PERFORM platform.add_job('quota.notify', json_build_object(
        'userId', v_user.id, 'balance', v_user.after, 'threshold', v_user.threshold), NULL, 12, NULL);
    END IF;
    IF v_user.after = 0 THEN
      PERFORM platform.emit('quota.exhausted', v_user.id::text, jsonb_build_object('user_id', v_user.id, 'balance', 0));
    END IF;
  END LOOP;
END $$`;

/** As before, but in order with the relay's changes of the same budget: under the lock of the user's account or of the key. */
export const SET_BUDGET = `
CREATE OR REPLACE FUNCTION ledger.set_budget(p_scope text, p_id bigint, p_quota bigint, p_period text, p_timezone text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_scope = 'user' THEN
    PERFORM FROM ledger.accounts WHERE user_id = p_id AND kind = 'quota' FOR UPDATE;
  ELSE
    PERFORM FROM ledger.keys WHERE key_id = p_id FOR UPDATE;
  END IF;
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
