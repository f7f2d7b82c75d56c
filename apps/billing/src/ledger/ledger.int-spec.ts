import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { makeUser } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';

let db: TestDatabase;
let service: LedgerService;
beforeAll(async () => {
  db = await testDatabase();
  service = new LedgerService(new LedgerRepository(db.as('billing')));
});
afterAll(() => db.close());

let refs = 0;
const use = ({ userId }: Identity, amount: number) =>
  db.unitOfWork('billing').run((tx) =>
    ledger.post(tx, {
      kind: 'usage',
      ref: `use-${(refs += 1)}`,
      actor: userId,
      memo: 'gpt-4',
      legs: [
        { userId, account: 'quota', amount: -amount },
        { account: 'usage', amount },
      ],
      counts: [{ userId, usedQuota: amount }],
    }),
  );
const page = (p: number, page_size: number) => ({ p, page_size });

describe('movements', () => {
  it('come newest first, page by page without a gap, and none past the end', async () => {
    const user = await makeUser(db, { quota: 1000 });
    for (let n = 1; n <= 6; n += 1) await use(user, n);
    const first = await service.own(page(1, 3), user);
    expect(first).toMatchObject({ total: 7, page: 1, page_size: 3 });
    expect(first.items.map((item) => [item.amount, item.balance_after, item.kind, item.memo])).toEqual([
      [-6, 979, 'usage', 'gpt-4'],
      [-5, 985, 'usage', 'gpt-4'],
      [-4, 990, 'usage', 'gpt-4'],
    ]);
    const last = await service.own(page(3, 3), user);
    expect(last.items.map((item) => item.kind)).toEqual(['sign_up_gift']);
    for (const beyond of [4, 1_000_000_000])
      expect(await service.own(page(beyond, 3), user)).toMatchObject({ items: [], total: 7 });
  });

  it('of another account are asked for by its name', async () => {
    const user = await makeUser(db, { affiliate: 40 });
    const { items } = await service.own({ ...page(1, 20), account: 'affiliate' }, user);
    expect(items).toMatchObject([{ amount: 40, balance_after: 40, kind: 'inviter_reward', actor_id: null }]);
  });

  it('are shown to administrators for users with a lower role, and to root for all users', async () => {
    const [user, admin, peer, root] = await Promise.all([
      makeUser(db, { quota: 5 }),
      makeUser(db, { role: Role.admin }),
      makeUser(db, { role: Role.admin }),
      makeUser(db, { role: Role.root }),
    ]);
    const list = (who: Identity, user_id: number) => service.list({ ...page(1, 20), user_id }, who);
    expect((await list(admin!, user!.userId)).total).toBe(1);
    expect(await list(admin!, admin!.userId)).toMatchObject({ items: [] });
    for (const above of [peer!, root!])
      await expect(list(admin!, above.userId)).rejects.toMatchObject({ code: 'TARGET_OUTRANKS' });
    expect(await list(root!, peer!.userId)).toMatchObject({ items: [] });
  });
});

describe('the trial balance', () => {
  it('balances, and reports a balance that the owner of the database changed', async () => {
    const user = await makeUser(db, { quota: 77 });
    const before = await service.trialBalance();
    expect(before).toMatchObject({ balanced: true, accounts_out_of_balance: 0, transactions_out_of_balance: 0 });
    expect(before.by_kind.find(({ kind }) => kind === 'sign_up_gift')!.count).toBeGreaterThan(0);
    const set = (by: number) =>
      db.owner.query(`UPDATE ledger.accounts SET balance = balance + $2 WHERE user_id = $1 AND kind = 'quota'`, [
        user.userId,
        by,
      ]);
    await set(1);
    expect(await service.trialBalance()).toMatchObject({ balanced: false, accounts_out_of_balance: 1 });
    await set(-1);
    await expectInvariants(db);
  });
});

describe('statements', () => {
  it('add up over any period', async () => {
    const user = await makeUser(db, { quota: 1000 });
    for (const amount of [10, 20, 30, 40]) await use(user, amount);
    // the rows are immutable, so the owner of the database switches the rule off: each entry gets its own month
    await db.owner.query('ALTER TABLE ledger.transactions DISABLE TRIGGER immutable');
    await db.owner.query(
      `UPDATE ledger.transactions t SET created_at = '2025-01-15T00:00:00Z'::timestamptz + make_interval(months => e.version::int - 1)
         FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id AND a.kind = 'quota' AND a.user_id = $1
        WHERE e.transaction_id = t.id`,
      [user.userId],
    );
    await db.owner.query('ALTER TABLE ledger.transactions ENABLE TRIGGER immutable');

    const of = (from?: string, to?: string) => service.statement({ from, to }, user);
    expect(await of()).toMatchObject({ opening_balance: 0, closing_balance: 900 });
    const spring = await of('2025-03-01', '2025-05-01T00:00:00Z');
    expect(spring).toMatchObject({
      opening_balance: 990,
      closing_balance: 940,
      by_kind: [{ kind: 'usage', count: 2, credits: '0', debits: '-50' }],
    });
    const january = await of('1735689600', '2025-02-01');
    expect(january).toMatchObject({
      opening_balance: 0,
      closing_balance: 1000,
      by_kind: [{ credits: '1000', debits: '0' }],
    });
    expect(await of('2024-01-01', '2024-02-01')).toMatchObject({ opening_balance: 0, closing_balance: 0, by_kind: [] });
    expect(await of('2026-01-01')).toMatchObject({ opening_balance: 900, closing_balance: 900, by_kind: [] });

    const { first_version: after, last_version: until } = spring;
    const { items, next } = await service.statementEntries({ account: 'quota', after, until }, user);
    expect(items.map((item) => item.amount)).toEqual([-20, -30]);
    expect(next).toBeUndefined();
  });

  it.each([
    ['2025-02-01', '2025-01-01'],
    ['yesterday', undefined],
    ['2025-13-45', undefined],
    ['-5', undefined],
    ['1e9', undefined],
  ])('refuse the period from %s to %s', async (from, to) => {
    const user = await makeUser(db);
    await expect(service.statement({ from, to }, user)).rejects.toMatchObject({ code: 'PERIOD_INVALID' });
  });
});

describe('filters', () => {
  it('of movements by kind and time are applied, and the total is that of the filter', async () => {
    const user = await makeUser(db, { quota: 1000 });
    for (let n = 1; n <= 3; n += 1) await use(user, n);
    const now = Math.floor(Date.now() / 1000);
    expect(await service.own({ ...page(1, 2), kind: 'usage' }, user)).toMatchObject({ total: 3, items: [{}, {}] });
    expect(await service.own({ ...page(2, 2), kind: 'usage' }, user)).toMatchObject({ items: [{ amount: -1 }] });
    expect(await service.own({ ...page(1, 20), kind: 'sign_up_gift' }, user)).toMatchObject({ total: 1 });
    expect(
      await service.own({ ...page(1, 20), start_timestamp: now - 60, end_timestamp: now + 60 }, user),
    ).toMatchObject({ total: 4 });
    expect(await service.own({ ...page(1, 20), start_timestamp: now + 60 }, user)).toMatchObject({
      items: [],
      total: 0,
    });
    expect(await service.own({ ...page(1, 20), end_timestamp: now - 60 }, user)).toMatchObject({ items: [], total: 0 });
  });

  it('by user give an administrator the statement of a user below, and refuse it to others', async () => {
    const [user, other, admin, peer] = await Promise.all([
      makeUser(db, { quota: 77 }),
      makeUser(db),
      makeUser(db, { role: Role.admin, quota: 5 }),
      makeUser(db, { role: Role.admin }),
    ]);
    const wanted = { user_id: user.userId };
    expect(await service.statement(wanted, admin)).toMatchObject({ closing_balance: 77 });
    expect(await service.statement({}, admin)).toMatchObject({ closing_balance: 5 });
    expect(await service.statement(wanted, user)).toMatchObject({ closing_balance: 77 });
    const entries = { ...wanted, account: 'quota', after: 0, until: 1 };
    expect(await service.statementEntries(entries, admin)).toMatchObject({ items: [{ amount: 77 }] });
    await expect(service.statement(wanted, other)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(service.statementEntries(entries, other)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(service.statement({ user_id: peer.userId }, admin)).rejects.toMatchObject({ code: 'TARGET_OUTRANKS' });
  });
});

describe('a list that is read to its end with the cursor', () => {
  it('has every entry that passes the filter once, also if entries are added in the meantime', async () => {
    const user = await makeUser(db, { quota: 1000 });
    for (let n = 1; n <= 7; n += 1) await use(user, n);
    const found: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const part = await service.own({ ...page(1, 3), kind: 'usage', cursor }, user);
      found.push(...part.items.map(({ amount }) => amount));
      expect(part.total).toBe(cursor === undefined ? 7 : 0);
      cursor = part.next_cursor;
      if (found.length === 3) await use(user, 99);
    }
    expect(found).toEqual([-7, -6, -5, -4, -3, -2, -1]);
    const first = await service.own(page(1, 3), user);
    const second = await service.own({ ...page(1, 3), cursor: first.next_cursor ?? '' }, user);
    expect([...first.items, ...second.items].map(({ amount }) => amount)).toEqual([-99, -7, -6, -5, -4, -3]);
  });

  it('needs the right to read payments for another user', async () => {
    const [user, narrowed] = await Promise.all([makeUser(db, { quota: 5 }), makeUser(db, { role: Role.admin })]);
    const rights = { payment: { read: false } };
    await db.owner.query('UPDATE auth.users SET admin_permissions = $2 WHERE id = $1', [narrowed.userId, rights]);
    const wanted = { user_id: user.userId };
    await expect(service.statement(wanted, narrowed)).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
    expect(await service.statement({}, narrowed)).toMatchObject({ closing_balance: 0 });
  });
});
