/**
 * Tables of the ledger. Entries and transactions name no person: an account's number is all that joins them to one, so a
 * deleted user leaves them as they are. No foreign key leads to a system account: its row would be share-locked by every
 * posting there is; `ledger.post` looks each account up, and invariant I3 would find a stray entry.
 */
export const LEDGER_TABLES: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS ledger',
  `CREATE TABLE ledger.accounts (
     id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     user_id    bigint,
     kind       text   NOT NULL,
     balance    bigint,
     version    bigint NOT NULL DEFAULT 0,
     head       bytea  NOT NULL DEFAULT '\\x',
     closed_at  timestamptz,
     created_at timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT accounts_kind CHECK (user_id IS NULL OR kind IN ('quota', 'affiliate', 'debt')),
     CONSTRAINT accounts_system_has_no_balance CHECK ((user_id IS NULL) = (balance IS NULL)),
     CONSTRAINT accounts_balance CHECK (CASE kind WHEN 'debt' THEN balance BETWEEN -9007199254740991 AND 0
                                                  ELSE balance BETWEEN 0 AND 9007199254740991 END)
   ) WITH (fillfactor = 70)`,
  'CREATE UNIQUE INDEX accounts_user_kind ON ledger.accounts (user_id, kind)',
  'CREATE UNIQUE INDEX accounts_system_kind ON ledger.accounts (kind) WHERE user_id IS NULL',
  `COMMENT ON TABLE ledger.accounts IS
     'One row for each user and kind (debt is what was spent and then taken back, never above zero); system accounts have no balance: theirs is the sum of their entries'`,
  `CREATE TABLE ledger.transactions (
     id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     kind       text NOT NULL CHECK (kind ~ '^[a-z_]{1,32}$'),
     ref        text NOT NULL CHECK (length(ref) BETWEEN 1 AND 255),
     actor_id   bigint,
     memo       text NOT NULL DEFAULT '' CHECK (length(memo) <= 1000),
     request_id text,
     created_at timestamptz NOT NULL DEFAULT now(),
     CONSTRAINT transactions_once UNIQUE (kind, ref)
   )`,
  `CREATE TABLE ledger.entries (
     transaction_id bigint NOT NULL REFERENCES ledger.transactions,
     account_id     bigint NOT NULL,
     amount         bigint NOT NULL CHECK (amount <> 0),
     balance_after  bigint,
     version        bigint,
     hash           bytea,
     PRIMARY KEY (transaction_id, account_id),
     CONSTRAINT entries_user_or_system CHECK (num_nulls(balance_after, version, hash) IN (0, 3))
   )`,
  'CREATE UNIQUE INDEX entries_account_version ON ledger.entries (account_id, version) WHERE version IS NOT NULL',
  `CREATE TABLE ledger.counters (
     user_id           bigint PRIMARY KEY,
     used_quota        bigint NOT NULL DEFAULT 0,
     request_count     bigint NOT NULL DEFAULT 0,
     aff_count         bigint NOT NULL DEFAULT 0,
     aff_history_quota bigint NOT NULL DEFAULT 0
   ) WITH (fillfactor = 70)`,
  'CREATE TYPE ledger.leg AS (user_id bigint, account text, amount bigint)',
  `CREATE TYPE ledger.count AS
     (user_id bigint, used_quota bigint, request_count bigint, aff_count bigint, aff_history_quota bigint)`,
  'CREATE TYPE ledger.receipt AS (transaction_id bigint, created_at timestamptz, balance bigint)',
  `INSERT INTO ledger.accounts (kind) VALUES
     ('gift'), ('redemption'), ('epay'), ('stripe'), ('creem'), ('affiliate'), ('admin'), ('usage'), ('closing')`,
];

/** The rights of each role. Only the functions' owner may write. */
export const LEDGER_GRANTS: readonly string[] = [
  'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC',
  'GRANT USAGE ON SCHEMA ledger TO tollgate_auth, tollgate_billing, tollgate_admin',
  'GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO tollgate_auth, tollgate_billing, tollgate_admin',
  `GRANT EXECUTE ON FUNCTION ledger.post(text, text, bigint, text, text, ledger.leg[], ledger.count[])
     TO tollgate_auth, tollgate_billing, tollgate_admin`,
  'GRANT EXECUTE ON FUNCTION ledger.open(bigint) TO tollgate_auth, tollgate_admin',
  'GRANT EXECUTE ON FUNCTION ledger.close(bigint, bigint, text) TO tollgate_auth, tollgate_admin',
  'GRANT EXECUTE ON FUNCTION ledger.version_before(bigint, timestamptz) TO tollgate_billing, tollgate_admin',
  'GRANT EXECUTE ON FUNCTION ledger.charge(text[], bigint[], bigint[], bigint[]) TO tollgate_billing',
  'GRANT EXECUTE ON FUNCTION ledger.set_key(bigint, bigint, bigint, boolean) TO tollgate_auth, tollgate_billing',
  'GRANT EXECUTE ON FUNCTION ledger.adjust(text, bigint, text, text, bigint, bigint, bigint) TO tollgate_admin',
  `GRANT EXECUTE ON FUNCTION ledger.entry_hash(bytea, bigint, bigint, bigint, bigint, bigint, text, text, bigint, timestamptz)
     TO tollgate_auth, tollgate_billing, tollgate_admin`,
];
