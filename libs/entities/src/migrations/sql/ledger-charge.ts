/** The remaining limit and the usage of each API key. The key itself is auth's; its figures move with the money. */
const KEYS = `
CREATE TABLE ledger.keys (
  key_id       bigint PRIMARY KEY,
  user_id      bigint  NOT NULL,
  remain_quota bigint  NOT NULL CHECK (remain_quota BETWEEN 0 AND 9007199254740991),
  unlimited    boolean NOT NULL,
  used_quota   bigint  NOT NULL DEFAULT 0 CHECK (used_quota >= 0),
  used_at      timestamptz
) WITH (fillfactor = 70)`;

/** Sets a key's limit, makes its row first where there is none. Its usage stays. TG002 for another user's key. */
const SET_KEY = `
CREATE FUNCTION ledger.set_key(p_key bigint, p_user bigint, p_remain bigint, p_unlimited boolean)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO ledger.keys AS k (key_id, user_id, remain_quota, unlimited) VALUES (p_key, p_user, p_remain, p_unlimited)
  ON CONFLICT (key_id) DO UPDATE SET remain_quota = p_remain, unlimited = p_unlimited WHERE k.user_id = p_user;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'key';
  END IF;
END $$`;

/**
 * Usage of many requests in one go: the postings of ledger.post (kind usage, ref the request's id), set by set. Every request
 * has its own outcome, and a failed one does not affect the others: charged; double (charged before: with the outcome of that
 * time); conflict (its id was charged to another user or with another amount); quota, key (the limit that stopped it); account,
 * no_key (the account to charge does not exist). Requests of one account take effect in the order given. A user's account lock
 * puts the racers for one request id in order, so what was charged before is seen; one id at once for two users raises 23505
 * and nothing is charged: try one by one.
 *
 * The arrays are tables in memory: `a_` has one element for each locked account, `k_` for each locked key, `d_` for each request
 * that is charged already, `t_` and `e_` for each transaction and entry to insert. The loop decides the requests one after the other
 * on these arrays; then one statement for each table writes them back. An example, which `ledger-charge.int-spec.ts` of `libs/ledger`
 * runs: user 7 has 100, and key 3 of that user may spend 30.
 *
 *     ledger.charge('{r1,r2,r3,r1}', '{7,7,7,7}', '{NULL,3,NULL,NULL}', '{40,30,50,40}')
 *
 *     n  ref  amount  outcome  balance  key_remain  because
 *     1  r1   40      charged  60       NULL        100 - 40; the request names no key
 *     2  r2   30      charged  30       0           60 - 30, and the key's 30 - 30
 *     3  r3   50      quota    30       NULL        50 is more than the 30 that are left, so nothing is taken
 *     4  r1   40      double   60       NULL        the first row charged r1 already: its transaction and its balance of then
 *
 * After it `a_balance` is {30}, `e_amount` is {-40,-30}, and `k_remain` is {0}.
 */
const CHARGE = `
CREATE FUNCTION ledger.charge(p_refs text[], p_users bigint[], p_keys bigint[], p_amounts bigint[])
RETURNS TABLE (n int, outcome text, transaction_id bigint, balance bigint, key_remain bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  a_id bigint[]; a_user bigint[]; a_balance bigint[]; a_version bigint[]; a_head bytea[]; a_used bigint[]; a_count bigint[];
  k_id bigint[]; k_user bigint[]; k_remain bigint[]; k_unlimited boolean[]; k_used bigint[];
  d_ref text[]; d_user bigint[]; d_amount bigint[]; d_balance bigint[]; d_id bigint[];
  t_id bigint[] := '{}'; t_ref text[] := '{}'; t_user bigint[] := '{}';
  e_tx bigint[] := '{}'; e_account bigint[] := '{}'; e_amount bigint[] := '{}'; e_balance bigint[] := '{}';
  e_version bigint[] := '{}'; e_hash bytea[] := '{}';
  v_a int; v_k int; v_d int; v_id bigint; v_usage bigint; v_at timestamptz;
BEGIN
  IF EXISTS (SELECT FROM unnest(p_refs, p_users, p_amounts) AS i(ref, usr, amount)
              WHERE ref IS NULL OR usr IS NULL OR amount IS NULL OR amount NOT BETWEEN 0 AND 9007199254740991) THEN
    RAISE EXCEPTION 'malformed charge' USING ERRCODE = 'TG004';
  END IF;
  SELECT array_agg(x.id), array_agg(x.user_id), array_agg(x.balance), array_agg(x.version), array_agg(x.head),
         array_agg(0::bigint), array_agg(0::bigint)
    INTO a_id, a_user, a_balance, a_version, a_head, a_used, a_count
    FROM (SELECT id, user_id, balance, version, head FROM ledger.accounts
           WHERE user_id = ANY(p_users) AND kind = 'quota' AND closed_at IS NULL ORDER BY id FOR UPDATE) x;
  SELECT array_agg(x.key_id), array_agg(x.user_id), array_agg(x.remain_quota), array_agg(x.unlimited), array_agg(0::bigint)
    INTO k_id, k_user, k_remain, k_unlimited, k_used
    FROM (SELECT key_id, user_id, remain_quota, unlimited FROM ledger.keys WHERE key_id = ANY(p_keys)
           ORDER BY key_id FOR UPDATE) x;
  SELECT coalesce(array_agg(t.ref), '{}'), array_agg(t.actor_id), array_agg(coalesce(-e.amount, 0)), array_agg(e.balance_after),
         array_agg(t.id)
    INTO d_ref, d_user, d_amount, d_balance, d_id
    FROM ledger.transactions t
    LEFT JOIN ledger.entries e ON e.transaction_id = t.id AND e.version IS NOT NULL
   WHERE t.kind = 'usage' AND t.ref = ANY(p_refs);
  v_at := clock_timestamp();
  SELECT id INTO STRICT v_usage FROM ledger.accounts WHERE user_id IS NULL AND kind = 'usage';

  FOR i IN 1 .. coalesce(cardinality(p_refs), 0) LOOP
    n := i;
    transaction_id := NULL; balance := NULL; key_remain := NULL;
    v_d := array_position(d_ref, p_refs[i]);
    v_a := array_position(a_user, p_users[i]);
    v_k := array_position(k_id, p_keys[i]);
    IF v_k IS NOT NULL AND NOT k_unlimited[v_k] THEN key_remain := k_remain[v_k]; END IF;
    IF v_d IS NOT NULL THEN
      outcome := CASE WHEN d_user[v_d] = p_users[i] AND d_amount[v_d] = p_amounts[i] THEN 'double' ELSE 'conflict' END;
      IF outcome = 'double' THEN
        transaction_id := d_id[v_d];
        balance := coalesce(d_balance[v_d], a_balance[v_a]);
      END IF;
    ELSIF v_a IS NULL THEN
      outcome := 'account';
    ELSIF p_keys[i] IS NOT NULL AND (v_k IS NULL OR k_user[v_k] <> p_users[i]) THEN
      outcome := 'no_key';
    ELSIF a_balance[v_a] < p_amounts[i] THEN
      outcome := 'quota';
      balance := a_balance[v_a];
    ELSIF v_k IS NOT NULL AND NOT k_unlimited[v_k] AND k_remain[v_k] < p_amounts[i] THEN
      outcome := 'key';
      balance := a_balance[v_a];
    ELSE
      outcome := 'charged';
      v_id := nextval('ledger.transactions_id_seq');
      t_id := array_append(t_id, v_id); t_ref := array_append(t_ref, p_refs[i]); t_user := array_append(t_user, p_users[i]);
      IF p_amounts[i] > 0 THEN
        a_balance[v_a] := a_balance[v_a] - p_amounts[i];
        a_version[v_a] := a_version[v_a] + 1;
        a_head[v_a] := ledger.entry_hash(a_head[v_a], a_id[v_a], a_version[v_a], v_id, -p_amounts[i], a_balance[v_a], 'usage',
          p_refs[i], p_users[i], v_at);
        e_tx := array_append(e_tx, v_id); e_account := array_append(e_account, a_id[v_a]);
        e_amount := array_append(e_amount, -p_amounts[i]); e_balance := array_append(e_balance, a_balance[v_a]);
        e_version := array_append(e_version, a_version[v_a]); e_hash := array_append(e_hash, a_head[v_a]);
      END IF;
      a_used[v_a] := a_used[v_a] + p_amounts[i];
      a_count[v_a] := a_count[v_a] + 1;
      IF v_k IS NOT NULL THEN
        k_used[v_k] := k_used[v_k] + p_amounts[i];
        IF NOT k_unlimited[v_k] THEN
          k_remain[v_k] := k_remain[v_k] - p_amounts[i];
          key_remain := k_remain[v_k];
        END IF;
      END IF;
      transaction_id := v_id;
      balance := a_balance[v_a];
      d_ref := array_append(d_ref, p_refs[i]); d_user := array_append(d_user, p_users[i]);
      d_amount := array_append(d_amount, p_amounts[i]); d_balance := array_append(d_balance, a_balance[v_a]);
      d_id := array_append(d_id, v_id);
    END IF;
    RETURN NEXT;
  END LOOP;

  INSERT INTO ledger.transactions (id, kind, ref, actor_id, request_id, created_at) OVERRIDING SYSTEM VALUE
  SELECT id, 'usage', ref, usr, ref, v_at FROM unnest(t_id, t_ref, t_user) AS t(id, ref, usr);
  INSERT INTO ledger.entries (transaction_id, account_id, amount, balance_after, version, hash)
  SELECT tx, account, amount, after, version, hash
    FROM unnest(e_tx, e_account, e_amount, e_balance, e_version, e_hash) AS e(tx, account, amount, after, version, hash)
  UNION ALL
  SELECT tx, v_usage, -amount, NULL, NULL, NULL FROM unnest(e_tx, e_amount) AS e(tx, amount);
  UPDATE ledger.accounts a SET balance = x.balance, version = x.version, head = x.head
    FROM unnest(a_id, a_balance, a_version, a_head) AS x(id, balance, version, head)
   WHERE a.id = x.id AND a.version <> x.version;
  UPDATE ledger.counters c SET used_quota = c.used_quota + x.used, request_count = c.request_count + x.count
    FROM unnest(a_user, a_used, a_count) AS x(id, used, count) WHERE c.user_id = x.id AND x.count > 0;
  UPDATE ledger.keys k SET remain_quota = x.remain, used_quota = k.used_quota + x.used, used_at = now()
    FROM unnest(k_id, k_remain, k_used) AS x(id, remain, used) WHERE k.key_id = x.id;
END $$`;

/** The objects of the ledger that usage needs, in the order in which they can be created. */
export const LEDGER_CHARGE: readonly string[] = [KEYS, SET_KEY, CHARGE];
