/** Refuses every change of what was written. For the owner too: a trigger has no exceptions. */
const REFUSE = [
  `CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of ledger.% refused: history is never edited', TG_OP, TG_TABLE_NAME USING ERRCODE = 'TG009';
   END $$`,
  ...['entries', 'transactions'].map(
    (table) => `CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.${table}
                FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()`,
  ),
];

/** One link of an account's chain. No personal text goes in: the memo stays out. */
const ENTRY_HASH = `
CREATE FUNCTION ledger.entry_hash(p_head bytea, p_account bigint, p_version bigint, p_transaction bigint, p_amount bigint,
  p_balance bigint, p_kind text, p_ref text, p_actor bigint, p_at timestamptz)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(p_head || convert_to(concat_ws('|', p_account, p_version, p_transaction, p_amount, p_balance, p_kind,
    coalesce(p_actor::text, '-'), (extract(epoch FROM p_at) * 1000000)::bigint, p_ref), 'UTF8'))
$$`;

const OPEN = `
CREATE FUNCTION ledger.open(p_user bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.accounts (user_id, kind, balance)
  SELECT p_user, kind, 0 FROM unnest(ARRAY['quota', 'affiliate', 'debt']) WITH ORDINALITY AS k(kind, n) ORDER BY n;
  INSERT INTO ledger.counters (user_id) VALUES (p_user);
$$`;

/**
 * The only writer of balances, entries and counters. Raises TG001 too little balance (detail: the account's kind), TG002 no
 * such account, TG003 this kind and ref are posted already, TG004 the posting is malformed, TG005 above 2^53-1.
 * The time is taken under the locks, so an account's entries are in the order of their times.
 * A user's debt is only ever changed under the lock of that user's quota account, so it needs no place in the lock order.
 */
const POST = `
CREATE FUNCTION ledger.post(p_kind text, p_ref text, p_actor bigint, p_memo text, p_request text, p_legs ledger.leg[],
  p_counts ledger.count[] DEFAULT '{}')
RETURNS ledger.receipt LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_receipt  ledger.receipt;
  v_account  record;
  v_count    record;
  v_debt     record;
  v_repaid   bigint;
  v_sum      numeric;
  v_malformed boolean;
  v_expected int;
  v_found    int;
BEGIN
  SELECT coalesce(sum(l.amount), 0), count(DISTINCT l.user_id::text || l.account) FILTER (WHERE l.user_id IS NOT NULL),
         coalesce(bool_or(l.amount IS NULL OR l.amount = 0 OR abs(l.amount) > 9007199254740991 OR l.account IS NULL
           OR (l.user_id IS NOT NULL AND l.account NOT IN ('quota', 'affiliate', 'collect')
               AND NOT (l.account = 'debt' AND p_kind = 'closing'))
           OR (l.account = 'collect' AND l.amount > 0)), false)
         OR count(*) <> count(DISTINCT (l.user_id, replace(l.account, 'collect', 'quota')))
    INTO v_sum, v_expected, v_malformed
    FROM unnest(p_legs) l;
  IF v_malformed OR v_sum <> 0 OR p_legs IS NULL OR p_counts IS NULL OR cardinality(p_legs) + cardinality(p_counts) = 0 THEN
    RAISE EXCEPTION 'malformed posting % %', p_kind, p_ref USING ERRCODE = 'TG004';
  END IF;

  PERFORM a.id
     FROM unnest(p_legs) l
     JOIN ledger.accounts a ON a.user_id = l.user_id AND a.kind = replace(l.account, 'collect', 'quota')
    ORDER BY a.id FOR UPDATE OF a;
  INSERT INTO ledger.transactions (kind, ref, actor_id, memo, request_id, created_at)
  VALUES (p_kind, p_ref, p_actor, coalesce(p_memo, ''), p_request, clock_timestamp())
  ON CONFLICT (kind, ref) DO NOTHING
  RETURNING id, created_at INTO v_receipt.transaction_id, v_receipt.created_at;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'posted already: % %', p_kind, p_ref USING ERRCODE = 'TG003';
  END IF;

  v_found := 0;
  FOR v_account IN
    SELECT a.id, a.user_id, a.kind, a.balance, a.version, a.head, l.amount, l.account = 'collect' AS collect
      FROM unnest(p_legs) l
      JOIN ledger.accounts a ON a.user_id = l.user_id AND a.kind = replace(l.account, 'collect', 'quota') AND a.closed_at IS NULL
     ORDER BY a.id
  LOOP
    v_found := v_found + 1;
    IF v_account.kind = 'quota' AND (v_account.amount > 0 OR v_account.collect) THEN
      SELECT d.id, d.balance, d.version, d.head INTO STRICT v_debt
        FROM ledger.accounts d WHERE d.user_id = v_account.user_id AND d.kind = 'debt';
      v_repaid := CASE WHEN v_account.collect THEN least(0, v_account.balance + v_account.amount)
                       ELSE least(v_account.amount, -v_debt.balance) END;
      IF v_repaid <> 0 THEN
        IF v_debt.balance + v_repaid < -9007199254740991 THEN
          RAISE EXCEPTION 'debt out of range' USING ERRCODE = 'TG005', DETAIL = 'debt';
        END IF;
        PERFORM ledger.enter(v_receipt, p_kind, p_ref, p_actor, v_debt.id, v_debt.balance, v_debt.version, v_debt.head, v_repaid);
        v_account.amount := v_account.amount - v_repaid;
      END IF;
    END IF;

    IF v_account.kind <> 'debt' AND v_account.balance + v_account.amount < 0 THEN
      RAISE EXCEPTION 'balance too low' USING ERRCODE = 'TG001', DETAIL = v_account.kind;
    ELSIF v_account.balance + v_account.amount > 9007199254740991 THEN
      RAISE EXCEPTION 'balance out of range' USING ERRCODE = 'TG005', DETAIL = v_account.kind;
    END IF;
    IF v_account.amount <> 0 THEN
      PERFORM ledger.enter(v_receipt, p_kind, p_ref, p_actor, v_account.id, v_account.balance, v_account.version,
        v_account.head, v_account.amount);
    END IF;
    IF v_receipt.balance IS NULL OR v_account.kind = 'quota' THEN
      v_receipt.balance := v_account.balance + v_account.amount;
    END IF;
  END LOOP;
  IF v_found <> v_expected THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'user';
  END IF;

  INSERT INTO ledger.entries (transaction_id, account_id, amount)
  SELECT v_receipt.transaction_id, a.id, l.amount
    FROM unnest(p_legs) l JOIN ledger.accounts a ON a.user_id IS NULL AND a.kind = l.account
   WHERE l.user_id IS NULL;
  GET DIAGNOSTICS v_found = ROW_COUNT;
  IF v_found + v_expected <> cardinality(p_legs) THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'system';
  END IF;

  FOR v_count IN SELECT * FROM unnest(p_counts) c ORDER BY c.user_id LOOP
    UPDATE ledger.counters c
       SET used_quota = c.used_quota + coalesce(v_count.used_quota, 0),
           request_count = c.request_count + coalesce(v_count.request_count, 0),
           aff_count = c.aff_count + coalesce(v_count.aff_count, 0),
           aff_history_quota = c.aff_history_quota + coalesce(v_count.aff_history_quota, 0)
     WHERE c.user_id = v_count.user_id;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'counters';
    END IF;
  END LOOP;
  RETURN v_receipt;
END $$`;

/**
 * One entry of a user account, whose row the caller holds locked. Reached through ledger.post only, whose search_path holds
 * here.
 */
const ENTER = `
CREATE FUNCTION ledger.enter(p_receipt ledger.receipt, p_kind text, p_ref text, p_actor bigint, p_account bigint, p_balance bigint,
  p_version bigint, p_head bytea, p_amount bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_hash bytea := ledger.entry_hash(p_head, p_account, p_version + 1, p_receipt.transaction_id, p_amount, p_balance + p_amount,
    p_kind, p_ref, p_actor, p_receipt.created_at);
BEGIN
  INSERT INTO ledger.entries (transaction_id, account_id, amount, balance_after, version, hash)
  VALUES (p_receipt.transaction_id, p_account, p_amount, p_balance + p_amount, p_version + 1, v_hash);
  UPDATE ledger.accounts SET balance = p_balance + p_amount, version = p_version + 1, head = v_hash WHERE id = p_account;
END $$`;

/**
 * Posts the balance and the debt of a user to the closing account and closes the accounts, with their counters deleted, before
 * the user's row is deleted. Raises TG002 for a user without open accounts.
 */
const CLOSE = `
CREATE FUNCTION ledger.close(p_user bigint, p_actor bigint, p_request text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_legs ledger.leg[];
BEGIN
  PERFORM 1 FROM ledger.accounts WHERE user_id = p_user AND closed_at IS NULL ORDER BY id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'user';
  END IF;
  SELECT array_agg((l.user_id, l.account, l.amount)::ledger.leg) INTO v_legs
    FROM (SELECT user_id, kind, -balance FROM ledger.accounts WHERE user_id = p_user
          UNION ALL
          SELECT NULL, 'closing', sum(balance)::bigint FROM ledger.accounts WHERE user_id = p_user) AS l(user_id, account, amount)
   WHERE l.amount <> 0;
  IF v_legs IS NOT NULL THEN
    PERFORM ledger.post('closing', p_user::text, p_actor, '', p_request, v_legs);
  END IF;
  UPDATE ledger.accounts SET closed_at = now() WHERE user_id = p_user;
  -- a posting of counts alone locks no account: without the row it finds nobody
  DELETE FROM ledger.counters WHERE user_id = p_user;
END $$`;

/**
 * Brings a user's quota to exactly p_target, the difference taken under the lock. The part of a raise that repays debt is
 * posted on top, so that the debt is repaid first and the quota still reaches the target. Null where nothing had to change.
 * Raises TG006 (detail: the balance) where p_expected is given and is not the balance, and all of ledger.post.
 */
const ADJUST = `
CREATE FUNCTION ledger.adjust(p_ref text, p_actor bigint, p_memo text, p_request text, p_user bigint, p_target bigint,
  p_expected bigint DEFAULT NULL)
RETURNS ledger.receipt LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_balance bigint;
  v_amount  bigint;
BEGIN
  IF p_target IS NULL OR p_target NOT BETWEEN 0 AND 9007199254740991 THEN
    RAISE EXCEPTION 'balance out of range' USING ERRCODE = 'TG005', DETAIL = 'quota';
  END IF;
  SELECT balance INTO v_balance FROM ledger.accounts
   WHERE user_id = p_user AND kind = 'quota' AND closed_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'user';
  ELSIF p_expected <> v_balance THEN
    RAISE EXCEPTION 'balance has changed' USING ERRCODE = 'TG006', DETAIL = v_balance;
  ELSIF p_target = v_balance THEN
    RETURN NULL;
  END IF;
  v_amount := p_target - v_balance;
  IF v_amount > 0 THEN
    v_amount := v_amount - (SELECT balance FROM ledger.accounts WHERE user_id = p_user AND kind = 'debt');
  END IF;
  RETURN ledger.post('admin_adjust', p_ref, p_actor, p_memo, p_request,
    ARRAY[(p_user, 'quota', v_amount)::ledger.leg, (NULL, 'admin', -v_amount)::ledger.leg]);
END $$`;

/** How many entries an account had before a moment: entries are in the order of their times, so it is found by halving. */
const VERSION_BEFORE = `
CREATE FUNCTION ledger.version_before(p_account bigint, p_time timestamptz) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_low  bigint := 0;
  v_high bigint := (SELECT version FROM ledger.accounts WHERE id = p_account);
  v_mid  bigint;
BEGIN
  WHILE v_low < v_high LOOP
    v_mid := (v_low + v_high + 1) / 2;
    IF (SELECT t.created_at < p_time FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id
         WHERE e.account_id = p_account AND e.version = v_mid) THEN
      v_low := v_mid;
    ELSE
      v_high := v_mid - 1;
    END IF;
  END LOOP;
  RETURN v_low;
END $$`;

/** The functions of the ledger, in the order in which they can be made. */
export const LEDGER_FUNCTIONS: readonly string[] = [
  ...REFUSE,
  ENTRY_HASH,
  ENTER,
  OPEN,
  POST,
  CLOSE,
  ADJUST,
  VERSION_BEFORE,
];
