import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { signUpPostings } from './sign-up.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const CHARGE = 'SELECT n, outcome, transaction_id, balance, key_remain FROM ledger.charge($1, $2, $3, $4) ORDER BY n';

it('decides the requests of a batch one after the other, as the example beside ledger.charge shows', async () => {
  const id = await db.unitOfWork('auth').run(async (tx) => {
    const text = `INSERT INTO auth.users (username, username_key) VALUES ('payer', 'payer') RETURNING id`;
    const [user] = await tx.query<{ id: number }>(text);
    await signUpPostings(tx, { userId: user!.id, inviterId: null, gifts: { newUser: 100, invitee: 0, inviter: 0 } });
    return user!.id;
  });
  await db.owner.query('SELECT ledger.set_key(3, $1, 30, false)', [id]);
  const values = [
    ['r1', 'r2', 'r3', 'r1'],
    [id, id, id, id],
    [null, 3, null, null],
    [40, 30, 50, 40],
  ];
  const rows = await db.as('billing').query<{ transaction_id: number | null }>(CHARGE, values);
  expect(rows.map(({ transaction_id: _, ...row }) => row)).toEqual([
    { n: 1, outcome: 'charged', balance: 60, key_remain: null },
    { n: 2, outcome: 'charged', balance: 30, key_remain: 0 },
    { n: 3, outcome: 'quota', balance: 30, key_remain: null },
    { n: 4, outcome: 'double', balance: 60, key_remain: null },
  ]);
  expect(rows[3]?.transaction_id).toBe(rows[0]?.transaction_id);
  expect(rows[2]?.transaction_id).toBeNull();
  await expectInvariants(db);
});
