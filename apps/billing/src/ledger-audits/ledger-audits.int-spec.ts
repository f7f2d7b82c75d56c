import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { makeUser } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { LedgerAuditor } from './ledger-auditor.js';
import { LedgerAuditsRepository } from './ledger-audits.repository.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

function auditor() {
  const metrics = new Metrics();
  const log = new Log('test', false, () => undefined);
  return { metrics, auditor: new LedgerAuditor(new LedgerAuditsRepository(), db.unitOfWork('billing'), log, metrics) };
}
/** Changes an entry as the owner of the database could, and makes all entries old enough to be checked. */
async function tamper(statement: string, values: unknown[]): Promise<void> {
  for (const table of ['entries', 'transactions'])
    await db.owner.query(`ALTER TABLE ledger.${table} DISABLE TRIGGER immutable`);
  await db.owner.query(statement, values);
  for (const table of ['entries', 'transactions'])
    await db.owner.query(`ALTER TABLE ledger.${table} ENABLE TRIGGER immutable`);
}
/** Rewrites the history of this database as one that happened an hour ago, hashes and all. */
async function age(): Promise<void> {
  await tamper(`UPDATE ledger.transactions SET created_at = created_at - interval '1 hour'`, []);
  await tamper(
    `UPDATE ledger.entries e SET hash = ledger.entry_hash('', e.account_id, e.version, e.transaction_id, e.amount, e.balance_after,
        t.kind, t.ref, t.actor_id, t.created_at) FROM ledger.transactions t WHERE t.id = e.transaction_id AND e.version = 1`,
    [],
  );
  await db.owner.query(
    'UPDATE ledger.accounts a SET head = e.hash FROM ledger.entries e WHERE e.account_id = a.id AND e.version = 1 AND a.version = 1',
  );
}

it('finds nothing in a sound ledger, and counts the checked transactions and accounts', async () => {
  for (let n = 0; n < 5; n += 1) await makeUser(db, { quota: 100 });
  await age();
  await expectInvariants(db);
  const { auditor: sound, metrics } = auditor();
  expect(await sound.step()).toBe(0);
  expect(await metrics.text()).toMatch(/tollgate_ledger_audit\{value="checked_transactions"\} 5\n/);
  expect(await metrics.text()).toMatch(/value="checked_accounts"\} 15\n/);
  const ranAt = Number(/value="last_run_timestamp"\} (\d+)/.exec(await metrics.text())?.[1]);
  expect(Math.abs(Date.now() / 1000 - ranAt)).toBeLessThan(60);
});

it.each([
  ['a changed amount', 'UPDATE ledger.entries SET amount = amount + 1 WHERE account_id = $1', -1],
  ['a changed balance', 'UPDATE ledger.accounts SET balance = balance + 1 WHERE id = $1', -1],
  [
    'a changed cause',
    `UPDATE ledger.transactions SET ref = ref || '0' WHERE id = (SELECT transaction_id FROM ledger.entries WHERE account_id = $1)`,
    0,
  ],
])('finds %s', async (_, statement, undo) => {
  const { userId } = await makeUser(db, { quota: 100 });
  await age();
  const [account] = await db.owner.query<{ id: number }>(
    `SELECT id FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`,
    [userId],
  );
  await tamper(statement, [account!.id]);
  const { auditor: finder, metrics } = auditor();
  expect(await finder.step()).toBeGreaterThan(0);
  expect(await metrics.text()).toMatch(/value="broken_(transactions|accounts)"\} [1-9]/);
  await tamper(undo ? statement.replace('+ 1', '- 1') : statement.replace(`ref || '0'`, 'left(ref, -1)'), [
    account!.id,
  ]);
  await expectInvariants(db);
});

it('is done by only one of two replicas that try concurrently', async () => {
  const { auditor: idle, metrics } = auditor();
  await db.unitOfWork('billing').run(async (tx) => {
    await new LedgerAuditsRepository().take(tx);
    await idle.step();
  });
  expect(await metrics.text()).toMatch(/value="checked_accounts"\} 0\n/);
  expect(await metrics.text()).toMatch(/value="last_run_timestamp"\} 0\n/);
});
