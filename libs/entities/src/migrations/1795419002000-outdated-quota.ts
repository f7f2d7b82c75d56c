import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Distinguishes a quota that a form was opened with from a quota that an administrator typed. */
export class OutdatedQuota1795419002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OUTDATED);
    await runner.query(`REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO tollgate_admin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

const SIGNATURE = 'ledger.outdated(bigint, bigint, bigint, interval)';

/**
 * The balance where p_quota is not it but was so within that time; else NULL. If only the actor changed the quota since, the
 * actor knows the change, so the sent value is meant and nothing is outdated. Locks the account, so that the answer holds until
 * the transaction ends. The span is found by halving and read by the index of the account's versions, for any estimate of the
 * planner.
 */
const OUTDATED = `
CREATE FUNCTION ledger.outdated(p_user bigint, p_quota bigint, p_actor bigint, p_within interval)
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
  -- before its first entry an account held 0; nobody saw that where it came with a gift
  IF v_seen IS NULL AND v_first = 0 AND p_quota = 0 AND NOT EXISTS (
       SELECT FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id
        WHERE e.account_id = v_account AND e.version = 1
          AND t.kind IN ('set_up', 'sign_up_gift', 'created_by_admin', 'invitee_gift')) THEN
    v_seen := 0;
  END IF;
  IF v_seen IS NOT NULL AND EXISTS (SELECT FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id
              WHERE e.account_id = v_account AND e.version > v_seen
                AND (t.kind <> 'admin_adjust' OR t.actor_id IS DISTINCT FROM p_actor)) THEN
    RETURN v_balance;
  END IF;
  RETURN NULL;
END $$`;
