import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { findBreaches, INVARIANTS } from './invariants.js';

const ACCOUNTS = 3000;
const ENTRIES = 8;
/** A hundred times what it takes; a plan that reads all entries for each account takes three times as much as this. */
const PATIENCE_MS = 8000;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

it('takes a time that grows with the entries, not with entries times accounts, for any estimate of the planner', async () => {
  // written as the ledger would leave them but for the hashes, which are not what this is about
  await db.owner.query(
    `INSERT INTO ledger.accounts (user_id, kind, balance, version, head)
     SELECT n, 'quota', 10 * $2::bigint, $2, '\\x01' FROM generate_series(1, $1::bigint) n`,
    [ACCOUNTS, ENTRIES],
  );
  await db.owner.query(
    `INSERT INTO ledger.transactions (kind, ref) SELECT 'admin_adjust', n || ':' || v
       FROM generate_series(1, $2::bigint) v, generate_series(1, $1::bigint) n`,
    [ACCOUNTS, ENTRIES],
  );
  await db.owner.query('ANALYZE ledger.accounts, ledger.transactions');
  await db.owner.query(
    `INSERT INTO ledger.entries (transaction_id, account_id, amount, balance_after, version, hash)
     SELECT t.id, a.id, 10, 10 * v, v, '\\x01' FROM ledger.transactions t
      CROSS JOIN LATERAL (SELECT split_part(t.ref, ':', 1)::bigint AS n, split_part(t.ref, ':', 2)::bigint AS v) r
       JOIN ledger.accounts a ON a.user_id = n`,
  );
  await db.owner.query(
    `INSERT INTO ledger.entries (transaction_id, account_id, amount)
     SELECT t.id, a.id, -10 FROM ledger.transactions t, ledger.accounts a WHERE a.user_id IS NULL AND a.kind = 'admin'`,
  );
  await db.owner.query('ANALYZE');
  const sums = INVARIANTS.filter(({ name }) => ['I1', 'I2', 'I2-head', 'I3', 'I7', 'counters'].includes(name));
  expect(sums).toHaveLength(6);
  const started = performance.now();
  expect(await findBreaches(db.owner, sums)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
}, 60_000);
