import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What administrators give: credits and redemption codes, each with the reference of the caller, its size and its state. Ceilings,
 * approvals and repeated references are decided by these rows.
 */
export class Grants1796076900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION ledger.outdated_form(bigint, bigint, bigint, interval)');
    await runner.query('DROP FUNCTION ledger.lock_quota(bigint)');
    await runner.query('ALTER TABLE billing.redemptions DROP COLUMN grant_id');
    await runner.query('DROP TABLE admin.grants');
  }
}

const TABLES = [
  `CREATE TABLE admin.grants (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     actor_id bigint NOT NULL,
     session_id bigint,
     kind text NOT NULL CONSTRAINT grants_kind CHECK (kind IN ('form', 'add', 'subtract', 'override', 'codes', 'code', 'order')),
     target_id text NOT NULL,
     value bigint NOT NULL,
     amount bigint NOT NULL CONSTRAINT grants_amount CHECK (amount BETWEEN 0 AND 9007199254740991),
     reference text CONSTRAINT grants_reference_length CHECK (length(reference) BETWEEN 1 AND 128),
     reason text NOT NULL DEFAULT '',
     state text NOT NULL CONSTRAINT grants_state CHECK (state IN ('pending', 'done', 'rejected')),
     transaction_id bigint,
     balance bigint,
     decided_by bigint CONSTRAINT grants_four_eyes CHECK (decided_by <> actor_id),
     decided_at timestamptz,
     created_at timestamptz NOT NULL DEFAULT now()
   )`,
  `COMMENT ON COLUMN admin.grants.amount IS
     'Quota that the grant creates at most; counts towards the daily ceiling. 0 for what takes quota away'`,
  'CREATE UNIQUE INDEX grants_reference ON admin.grants (actor_id, reference) WHERE reference IS NOT NULL',
  'CREATE UNIQUE INDEX grants_transaction ON admin.grants (transaction_id) WHERE transaction_id IS NOT NULL',
  'CREATE INDEX grants_actor ON admin.grants (actor_id, created_at)',
  `CREATE INDEX grants_pending ON admin.grants (id) WHERE state = 'pending'`,
  `CREATE INDEX grants_codes ON admin.grants (target_id) WHERE kind IN ('code', 'order')`,
  'GRANT SELECT, INSERT, UPDATE ON admin.grants TO tollgate_admin, tollgate_billing',
  'ALTER TABLE billing.redemptions ADD COLUMN grant_id bigint',
];

/** Locks an open quota account; the lock makes the size of an override exact. Raises TG002 if there is none. */
const LOCK_QUOTA = `
CREATE FUNCTION ledger.lock_quota(p_user bigint, OUT balance bigint, OUT debt bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT a.balance INTO balance FROM ledger.accounts a
   WHERE a.user_id = p_user AND a.kind = 'quota' AND a.closed_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such account' USING ERRCODE = 'TG002', DETAIL = 'user';
  END IF;
  SELECT -d.balance INTO STRICT debt FROM ledger.accounts d WHERE d.user_id = p_user AND d.kind = 'debt';
END $$`;

/**
 * Returns the balance if p_quota is not the balance but was it within that time; else NULL. A form that repeats such a quota was
 * opened before the change, so it must not undo it. The only exemption: all changes since were typed into forms of the same
 * session, because then the person behind the session knows them. Changes by an access token, by another session of the same
 * person or by a relative credit are never exempt. Locks the account, so that the answer holds until the transaction ends. The
 * span is found by halving and read by the index of the account's versions.
 */
const OUTDATED_FORM = `
CREATE FUNCTION ledger.outdated_form(p_user bigint, p_quota bigint, p_session bigint, p_within interval)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_account bigint;
  v_balance bigint;
  v_first   bigint;
  v_seen    bigint;
BEGIN
  SELECT id, balance INTO v_account, v_balance FROM ledger.accounts
   WHERE user_id = p_user AND kind = 'quota' AND closed_at IS NULL FOR UPDATE;
  IF NOT FOUND OR v_balance = p_quota THEN
    RETURN NULL;
  END IF;
  v_first := ledger.version_before(v_account, clock_timestamp() - p_within);
  v_seen := (SELECT e.version FROM ledger.entries e
              WHERE e.account_id = v_account AND e.version >= v_first AND e.balance_after = p_quota
              ORDER BY e.version DESC LIMIT 1);
  -- before its first entry an account held 0; no form showed that if the account began with a gift
  IF v_seen IS NULL AND v_first = 0 AND p_quota = 0 AND NOT EXISTS (
       SELECT FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id
        WHERE e.account_id = v_account AND e.version = 1
          AND t.kind IN ('set_up', 'sign_up_gift', 'created_by_admin', 'invitee_gift')) THEN
    v_seen := 0;
  END IF;
  IF v_seen IS NOT NULL AND EXISTS (SELECT FROM ledger.entries e
              LEFT JOIN admin.grants g ON g.transaction_id = e.transaction_id AND g.kind = 'form' AND g.session_id = p_session
              WHERE e.account_id = v_account AND e.version > v_seen AND g.id IS NULL) THEN
    RETURN v_balance;
  END IF;
  RETURN NULL;
END $$`;

const FUNCTIONS = [
  LOCK_QUOTA,
  OUTDATED_FORM,
  'REVOKE ALL ON FUNCTION ledger.lock_quota(bigint), ledger.outdated_form(bigint, bigint, bigint, interval) FROM PUBLIC',
  `GRANT EXECUTE ON FUNCTION ledger.lock_quota(bigint), ledger.outdated_form(bigint, bigint, bigint, interval)
     TO tollgate_admin`,
];
