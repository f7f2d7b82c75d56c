/** Figures of a user from an import, because the ledger has no entries for them. One row for each posting of kind import. */
const IMPORTED = `
CREATE TABLE ledger.imported (
  transaction_id    bigint PRIMARY KEY REFERENCES ledger.transactions,
  user_id           bigint NOT NULL,
  used_quota        bigint NOT NULL,
  request_count     bigint NOT NULL,
  aff_count         bigint NOT NULL,
  aff_history_quota bigint NOT NULL
)`;

/**
 * Brings the balances and figures of many users to what another system holds, by the difference: one posting for each user who
 * differs, against the account import. A second call with the same figures posts nothing. A quota below zero is a debt. Makes
 * accounts that are missing and opens closed ones again. The first posting's ref is source and user; later ones add a number.
 * Returns how many postings it made. Raises TG004 for figures out of range.
 */
const IMPORT = `
CREATE FUNCTION ledger.import(p_source text, p_users bigint[], p_quota bigint[], p_affiliate bigint[], p_used bigint[],
  p_requests bigint[], p_aff_count bigint[], p_aff_history bigint[])
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_at    timestamptz;
  v_made  bigint;
  v_other bigint;
BEGIN
  IF EXISTS (SELECT FROM unnest(p_quota, p_affiliate) AS f(quota, affiliate)
              WHERE quota IS NULL OR affiliate IS NULL OR abs(quota) > 9007199254740991
                 OR affiliate NOT BETWEEN 0 AND 9007199254740991) THEN
    RAISE EXCEPTION 'malformed import' USING ERRCODE = 'TG004';
  END IF;
  INSERT INTO ledger.accounts AS a (user_id, kind, balance)
  SELECT u, k, 0 FROM unnest(p_users) WITH ORDINALITY AS u(u, n),
         unnest(ARRAY['quota', 'affiliate', 'debt']) WITH ORDINALITY AS k(k, n) ORDER BY u.n, k.n
  ON CONFLICT (user_id, kind) DO UPDATE SET closed_at = NULL WHERE a.closed_at IS NOT NULL;
  INSERT INTO ledger.counters (user_id, used_quota, aff_history_quota)
  SELECT u, coalesce(sum(-e.amount) FILTER (WHERE t.kind = 'usage'), 0),
         coalesce(sum(e.amount) FILTER (WHERE t.kind = 'inviter_reward'), 0)
    FROM unnest(p_users) AS u
    LEFT JOIN ledger.accounts a ON a.user_id = u AND a.version > 0
    LEFT JOIN ledger.entries e ON e.account_id = a.id
    LEFT JOIN ledger.transactions t ON t.id = e.transaction_id
   WHERE NOT EXISTS (SELECT FROM ledger.counters c WHERE c.user_id = u) GROUP BY u;
  PERFORM id FROM ledger.accounts WHERE user_id = ANY(p_users) ORDER BY id FOR UPDATE;
  SELECT id INTO STRICT v_other FROM ledger.accounts WHERE user_id IS NULL AND kind = 'import';
  v_at := clock_timestamp();
  WITH w AS (
    SELECT * FROM unnest(p_users, p_quota, p_affiliate, p_used, p_requests, p_aff_count, p_aff_history)
      AS w(user_id, quota, affiliate, used, requests, aff_count, aff_history)
  ), legs AS MATERIALIZED (
    SELECT a.id, a.user_id, a.version, a.head, a.balance,
           CASE a.kind WHEN 'quota' THEN greatest(w.quota, 0) WHEN 'debt' THEN least(w.quota, 0) ELSE w.affiliate END AS wanted
      FROM w JOIN ledger.accounts a ON a.user_id = w.user_id
  ), figures AS MATERIALIZED (
    SELECT w.user_id, w.used - c.used_quota AS used, w.requests - c.request_count AS requests,
           w.aff_count - c.aff_count AS aff_count, w.aff_history - c.aff_history_quota AS aff_history
      FROM w JOIN ledger.counters c ON c.user_id = w.user_id
  ), due AS (
    SELECT user_id FROM legs WHERE balance <> wanted
    UNION
    SELECT user_id FROM figures WHERE (used, requests, aff_count, aff_history) <> (0, 0, 0, 0)
  ), posting AS MATERIALIZED (
    SELECT user_id, nextval('ledger.transactions_id_seq') AS id,
           p_source || ':' || user_id || CASE earlier WHEN 0 THEN '' ELSE ':' || earlier END AS ref
      FROM (SELECT d.user_id, (SELECT count(*) FROM ledger.imported i WHERE i.user_id = d.user_id) AS earlier FROM due d) x
     ORDER BY user_id
  ), made AS (
    INSERT INTO ledger.transactions (id, kind, ref, created_at) OVERRIDING SYSTEM VALUE
    SELECT id, 'import', ref, v_at FROM posting ORDER BY id RETURNING id
  ), entered AS (
    INSERT INTO ledger.entries (transaction_id, account_id, amount, balance_after, version, hash)
    SELECT p.id, l.id, l.wanted - l.balance, l.wanted, l.version + 1,
           ledger.entry_hash(l.head, l.id, l.version + 1, p.id, l.wanted - l.balance, l.wanted, 'import', p.ref, NULL, v_at)
      FROM legs l JOIN posting p ON p.user_id = l.user_id WHERE l.wanted <> l.balance
    RETURNING account_id, version, hash, balance_after
  ), against AS (
    INSERT INTO ledger.entries (transaction_id, account_id, amount)
    SELECT p.id, v_other, sum(l.balance - l.wanted)
      FROM legs l JOIN posting p ON p.user_id = l.user_id GROUP BY p.id HAVING sum(l.balance - l.wanted) <> 0
  ), moved AS (
    UPDATE ledger.accounts a SET balance = e.balance_after, version = e.version, head = e.hash
      FROM entered e WHERE a.id = e.account_id
  ), noted AS (
    INSERT INTO ledger.imported (transaction_id, user_id, used_quota, request_count, aff_count, aff_history_quota)
    SELECT p.id, p.user_id, f.used, f.requests, f.aff_count, f.aff_history
      FROM posting p JOIN figures f ON f.user_id = p.user_id
  ), counted AS (
    UPDATE ledger.counters c SET used_quota = c.used_quota + f.used, request_count = c.request_count + f.requests,
           aff_count = c.aff_count + f.aff_count, aff_history_quota = c.aff_history_quota + f.aff_history
      FROM figures f JOIN posting p ON p.user_id = f.user_id WHERE c.user_id = f.user_id
  )
  SELECT count(*) INTO v_made FROM made;
  RETURN v_made;
END $$`;

/** Sets the limits and figures of many API keys, as another system holds them. */
const IMPORT_KEYS = `
CREATE FUNCTION ledger.import_keys(p_keys bigint[], p_users bigint[], p_remain bigint[], p_unlimited boolean[], p_used bigint[],
  p_used_at timestamptz[])
RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO ledger.keys AS k (key_id, user_id, remain_quota, unlimited, used_quota, used_at)
  SELECT * FROM unnest(p_keys, p_users, p_remain, p_unlimited, p_used, p_used_at)
  ON CONFLICT (key_id) DO UPDATE SET user_id = excluded.user_id, remain_quota = excluded.remain_quota,
     unlimited = excluded.unlimited, used_quota = excluded.used_quota, used_at = excluded.used_at
   WHERE (k.user_id, k.remain_quota, k.unlimited, k.used_quota, k.used_at) IS DISTINCT FROM
         (excluded.user_id, excluded.remain_quota, excluded.unlimited, excluded.used_quota, excluded.used_at)
$$`;

/** The import's part of the ledger. Only the owner of the schema may call it, because no service imports. */
export const LEDGER_IMPORT: readonly string[] = [
  `INSERT INTO ledger.accounts (kind) VALUES ('import')`,
  IMPORTED,
  'CREATE INDEX imported_user_id ON ledger.imported (user_id)',
  `CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.imported
   FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse()`,
  IMPORT,
  IMPORT_KEYS,
  `REVOKE ALL ON FUNCTION ledger.import(text, bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[]),
     ledger.import_keys(bigint[], bigint[], bigint[], boolean[], bigint[], timestamptz[]) FROM PUBLIC`,
  'GRANT SELECT ON ledger.imported TO tollgate_auth, tollgate_billing, tollgate_admin',
];
