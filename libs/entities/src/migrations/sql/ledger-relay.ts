import { RELAY_DECISIONS } from './ledger-relay-decisions.js';

/**
 * Everything that relays do with quota, many requests at once, set by set. Every request has an outcome of its own and none
 * spoils another. Operations and their outcomes:
 *
 * - reserve: reserved; double (the same reservation exists); conflict (another user, key or amount); ended (settled, released
 * or
 * expired already); debt, quota, user_window, key, key_window (the limit that refused it); account, no_key.
 * - extend: extended; unknown; ended; and the limits, where the new total is more than is available.
 * - release, expire: released (what was freed is in reserved; 0 where nothing was held); unknown. expire acts on due rows only.
 * - settle: charged; double (settled before: the figures of then); conflict; unknown (no reservation and no user given);
 * account, no_key. An amount beyond the reservation is taken from the available quota, then becomes debt up to the bound, and
 * the rest is written off. A closed account's usage is written off whole.
 * - charge: as settle, but refused (quota, key) instead of making debt.
 *
 * The locks of the users' quota accounts, in the order of their ids, put all operations of one user in order, so what came
 * before is seen: reservations, budgets and key limits change only under them. Two users for one request id at the same moment
 * raise 23505 and nothing is done; one by one, the second is a conflict.
 */
export const LEDGER_RELAY = `
CREATE FUNCTION ledger.relay(p_ops text[], p_refs text[], p_users bigint[], p_keys bigint[], p_amounts bigint[], p_ttls int[],
  p_debt_factor int, p_debt_floor bigint)
RETURNS TABLE (n int, outcome text, user_id bigint, key_id bigint, transaction_id bigint, balance bigint, available bigint,
  key_available bigint, reserved bigint, expires_at timestamptz, charged bigint, shortfall bigint, written_off bigint,
  limit_quota bigint, limit_used bigint, limit_reserved bigint, resets_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_max CONSTANT bigint := 9007199254740991;
  v_users bigint[]; v_keys bigint[];
  -- quota accounts, with their debt accounts and budgets at the same places
  a_id bigint[]; a_user bigint[]; a_balance bigint[]; a_version bigint[]; a_head bytea[]; a_closed boolean[]; a_reserved bigint[];
  a_was bigint[]; a_used bigint[]; a_count bigint[];
  b_id bigint[]; b_balance bigint[]; b_version bigint[]; b_head bytea[]; b_was bigint[];
  u_quota bigint[]; u_period text[]; u_zone text[]; u_used bigint[]; u_resets timestamptz[]; u_dirty boolean[];
  -- keys, with their budgets at the same places
  k_id bigint[]; k_user bigint[]; k_remain bigint[]; k_unlimited boolean[]; k_reserved bigint[]; k_used bigint[]; k_dirty boolean[];
  w_quota bigint[]; w_period text[]; w_zone text[]; w_used bigint[]; w_resets timestamptz[]; w_dirty boolean[];
  r_ref text[]; r_user bigint[]; r_key bigint[]; r_amount bigint[]; r_state text[]; r_expires timestamptz[]; r_new boolean[];
  r_dirty boolean[];
  d_ref text[]; d_user bigint[]; d_amount bigint[]; d_quota bigint[]; d_debt bigint[]; d_off bigint[]; d_balance bigint[]; d_id bigint[];
  t_id bigint[] := '{}'; t_kind text[] := '{}'; t_ref text[] := '{}'; t_user bigint[] := '{}';
  e_tx bigint[] := '{}'; e_account bigint[] := '{}'; e_amount bigint[] := '{}'; e_balance bigint[] := '{}';
  e_version bigint[] := '{}'; e_hash bytea[] := '{}';
  s_tx bigint[] := '{}'; s_account bigint[] := '{}'; s_amount bigint[] := '{}';
  v_usage bigint; v_off bigint; v_at timestamptz;
  v_a int; v_k int; v_r int; v_d int; v_id bigint; v_kind text; v_op text; v_ref text; v_free bigint; v_held bigint; v_more bigint;
  v_debt bigint; v_lost bigint; v_repaid bigint; v_amount bigint; v_change bigint; v_settles boolean;
BEGIN
  IF EXISTS (SELECT FROM unnest(p_ops, p_refs, p_amounts, p_ttls) AS i(op, ref, amount, ttl)
              WHERE ref IS NULL OR op IS NULL OR amount NOT BETWEEN 0 AND 9007199254740991
                 OR (amount IS NULL AND op IN ('reserve', 'settle', 'charge'))
                 OR (ttl IS NULL AND op IN ('reserve', 'extend'))
                 OR op NOT IN ('reserve', 'extend', 'release', 'expire', 'settle', 'charge')) THEN
    RAISE EXCEPTION 'malformed request' USING ERRCODE = 'TG004';
  END IF;
  SELECT array_agg(coalesce(i.usr, r.user_id, t.actor_id) ORDER BY i.n), array_agg(coalesce(i.key, r.key_id) ORDER BY i.n)
    INTO v_users, v_keys
    FROM unnest(p_refs, p_users, p_keys) WITH ORDINALITY AS i(ref, usr, key, n)
    LEFT JOIN ledger.reservations r ON r.request_id = i.ref
    LEFT JOIN ledger.transactions t ON i.usr IS NULL AND r.user_id IS NULL AND t.kind = 'usage' AND t.ref = i.ref;

  SELECT array_agg(x.id), array_agg(x.user_id), array_agg(x.balance), array_agg(x.version), array_agg(x.head),
         array_agg(x.closed_at IS NOT NULL), array_agg(x.reserved), array_agg(x.reserved), array_agg(0::bigint), array_agg(0::bigint)
    INTO a_id, a_user, a_balance, a_version, a_head, a_closed, a_reserved, a_was, a_used, a_count
    FROM (SELECT id, user_id, balance, version, head, closed_at, reserved FROM ledger.accounts
           WHERE user_id = ANY(v_users) AND kind = 'quota' ORDER BY id FOR UPDATE) x;
  SELECT array_agg(d.id ORDER BY x.n), array_agg(d.balance ORDER BY x.n), array_agg(d.version ORDER BY x.n),
         array_agg(d.head ORDER BY x.n), array_agg(d.version ORDER BY x.n), array_agg(b.quota ORDER BY x.n),
         array_agg(b.period ORDER BY x.n), array_agg(b.timezone ORDER BY x.n), array_agg(b.used ORDER BY x.n),
         array_agg(b.resets_at ORDER BY x.n), array_agg(false)
    INTO b_id, b_balance, b_version, b_head, b_was, u_quota, u_period, u_zone, u_used, u_resets, u_dirty
    FROM unnest(a_user) WITH ORDINALITY AS x(usr, n)
    JOIN ledger.accounts d ON d.user_id = x.usr AND d.kind = 'debt'
    LEFT JOIN ledger.budgets b ON b.scope = 'user' AND b.id = x.usr;
  SELECT array_agg(x.key_id), array_agg(x.user_id), array_agg(x.remain_quota), array_agg(x.unlimited), array_agg(x.reserved),
         array_agg(0::bigint), array_agg(false)
    INTO k_id, k_user, k_remain, k_unlimited, k_reserved, k_used, k_dirty
    FROM (SELECT key_id, user_id, remain_quota, unlimited, reserved FROM ledger.keys WHERE key_id = ANY(v_keys)
           ORDER BY key_id FOR UPDATE) x;
  SELECT array_agg(b.quota ORDER BY x.n), array_agg(b.period ORDER BY x.n), array_agg(b.timezone ORDER BY x.n),
         array_agg(b.used ORDER BY x.n), array_agg(b.resets_at ORDER BY x.n), array_agg(false)
    INTO w_quota, w_period, w_zone, w_used, w_resets, w_dirty
    FROM unnest(k_id) WITH ORDINALITY AS x(key, n) LEFT JOIN ledger.budgets b ON b.scope = 'key' AND b.id = x.key;
  SELECT coalesce(array_agg(request_id), '{}'), array_agg(user_id), array_agg(key_id), array_agg(amount), array_agg(state),
         array_agg(expires_at), array_agg(false), array_agg(false)
    INTO r_ref, r_user, r_key, r_amount, r_state, r_expires, r_new, r_dirty
    FROM ledger.reservations WHERE request_id = ANY(p_refs);
  SELECT id INTO STRICT v_usage FROM ledger.accounts WHERE user_id IS NULL AND kind = 'usage';
  SELECT id INTO STRICT v_off FROM ledger.accounts WHERE user_id IS NULL AND kind = 'write_off';
  SELECT coalesce(array_agg(t.ref), '{}'), array_agg(t.actor_id), array_agg(coalesce(e.total, 0)), array_agg(coalesce(e.quota, 0)),
         array_agg(coalesce(e.debt, 0)), array_agg(coalesce(e.off, 0)), array_agg(e.after), array_agg(t.id)
    INTO d_ref, d_user, d_amount, d_quota, d_debt, d_off, d_balance, d_id
    FROM ledger.transactions t
    CROSS JOIN LATERAL (
      SELECT sum(e.amount) FILTER (WHERE e.account_id = v_usage)::bigint AS total,
             -sum(e.amount) FILTER (WHERE a.kind = 'quota')::bigint AS quota,
             sum(e.amount) FILTER (WHERE a.kind = 'debt')::bigint AS debt,
             -sum(e.amount) FILTER (WHERE e.account_id = v_off)::bigint AS off,
             max(e.balance_after) FILTER (WHERE a.kind = 'quota') AS after
        FROM ledger.entries e LEFT JOIN ledger.accounts a ON a.id = e.account_id AND a.user_id IS NOT NULL
       WHERE e.transaction_id = t.id) e
   WHERE t.kind = 'usage' AND t.ref = ANY(p_refs);
  v_at := clock_timestamp();

  ${RELAY_DECISIONS}
  INSERT INTO ledger.transactions (id, kind, ref, actor_id, request_id, created_at) OVERRIDING SYSTEM VALUE
  SELECT id, kind, ref, usr, ref, v_at FROM unnest(t_id, t_kind, t_ref, t_user) AS t(id, kind, ref, usr);
  INSERT INTO ledger.entries (transaction_id, account_id, amount, balance_after, version, hash)
  SELECT tx, account, amount, after, version, hash
    FROM unnest(e_tx, e_account, e_amount, e_balance, e_version, e_hash) AS e(tx, account, amount, after, version, hash)
  UNION ALL
  SELECT tx, account, amount, NULL, NULL, NULL FROM unnest(s_tx, s_account, s_amount) AS e(tx, account, amount);
  UPDATE ledger.accounts a SET balance = x.balance, version = x.version, head = x.head, reserved = x.reserved
    FROM unnest(a_id, a_balance, a_version, a_head, a_reserved, a_was) AS x(id, balance, version, head, reserved, was)
   WHERE a.id = x.id AND (a.version <> x.version OR x.reserved <> x.was);
  UPDATE ledger.accounts a SET balance = x.balance, version = x.version, head = x.head
    FROM unnest(b_id, b_balance, b_version, b_head, b_was) AS x(id, balance, version, head, was)
   WHERE a.id = x.id AND x.version <> x.was;
  UPDATE ledger.counters c SET used_quota = c.used_quota + x.used, request_count = c.request_count + x.count
    FROM unnest(a_user, a_used, a_count) AS x(id, used, count) WHERE c.user_id = x.id AND x.count > 0;
  UPDATE ledger.keys k SET remain_quota = x.remain, used_quota = k.used_quota + x.used, reserved = x.reserved, used_at = now()
    FROM unnest(k_id, k_remain, k_used, k_reserved, k_dirty) AS x(id, remain, used, reserved, dirty)
   WHERE k.key_id = x.id AND x.dirty;
  UPDATE ledger.budgets b SET used = x.used, resets_at = x.resets
    FROM (SELECT 'user' AS scope, id, used, resets FROM unnest(a_user, u_used, u_resets, u_dirty) AS u(id, used, resets, dirty)
           WHERE dirty
          UNION ALL
          SELECT 'key', id, used, resets FROM unnest(k_id, w_used, w_resets, w_dirty) AS w(id, used, resets, dirty)
           WHERE dirty) AS x
   WHERE b.scope = x.scope AND b.id = x.id;
  INSERT INTO ledger.reservations (request_id, user_id, key_id, amount, state, created_at, expires_at, ended_at)
  SELECT ref, usr, key, amount, state, v_at, expires, CASE WHEN state <> 'open' THEN v_at END
    FROM unnest(r_ref, r_user, r_key, r_amount, r_state, r_expires, r_new) AS r(ref, usr, key, amount, state, expires, new)
   WHERE new;
  UPDATE ledger.reservations r SET amount = x.amount, state = x.state, expires_at = x.expires,
         ended_at = CASE WHEN x.state <> 'open' THEN coalesce(r.ended_at, v_at) END
    FROM unnest(r_ref, r_amount, r_state, r_expires, r_new, r_dirty) AS x(ref, amount, state, expires, new, dirty)
   WHERE r.request_id = x.ref AND x.dirty AND NOT x.new;
END $$`;
