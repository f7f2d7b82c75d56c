import type { TestDatabase } from './test-database.js';

/**
 * Writes the audit events that the postings of a test lack because it posted as an administrator without the administration. Call it
 * before `expectInvariants`.
 */
export async function auditPostings(db: Pick<TestDatabase, 'owner'>): Promise<void> {
  await db.owner.query(
    `INSERT INTO admin.audit_events (created_at, action, target_type, request_id, digest)
     SELECT '2000-01-01', 'approval.approve', 'test', request_id, sha256('')
       FROM (SELECT DISTINCT coalesce(request_id, '') AS request_id FROM ledger.transactions WHERE kind = 'admin_adjust') t`,
  );
}
