import { findBreaches } from '@tollgate/ledger';
import type { TestDatabase } from './test-database.js';

/** Fails with the rows that break an invariant of the ledger, of codes or of orders. The last line of every test that moved money. */
export async function expectInvariants(db: Pick<TestDatabase, 'owner'>): Promise<void> {
  const breaches = await findBreaches(db.owner);
  if (breaches.length === 0) return;
  const lines = breaches.map(({ invariant, rows }) => `${invariant.name}: ${invariant.rule}\n${JSON.stringify(rows)}`);
  throw new Error(`invariants are broken:\n${lines.join('\n')}`);
}
