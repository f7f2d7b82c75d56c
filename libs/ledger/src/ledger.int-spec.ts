import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork } from '@tollgate/platform/db';
import { auditPostings, expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { findBreaches } from './invariants.js';
import { ledger, type Posting } from './ledger.js';
import { postSql } from './fragment.js';
import { signUpPostings } from './sign-up.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

let last = 0;
/** A user row and its accounts, with some quota. */
async function user(quota = 0): Promise<number> {
  const name = `user${(last += 1)}`;
  return db.unitOfWork('auth').run(async (tx) => {
    const text = 'INSERT INTO auth.users (username, username_key) VALUES ($1, $1) RETURNING id';
    const [row] = await tx.query<{ id: number }>(text, [name]);
    const userId = row!.id;
    await signUpPostings(tx, { userId, inviterId: null, gifts: { newUser: quota, invitee: 0, inviter: 0 } });
    return userId;
  });
}

async function balances(userId: number) {
  const text = 'SELECT kind, balance FROM ledger.accounts WHERE user_id = $1';
  const rows = await db.owner.query<{ kind: string; balance: number }>(text, [userId]);
  return Object.fromEntries(rows.map((row) => [row.kind, row.balance]));
}

const usage = (userId: number, amount: number, ref: string): Posting => ({
  kind: 'usage',
  ref,
  actor: userId,
  legs: [
    { userId, account: 'quota', amount: -amount },
    { account: 'usage', amount },
  ],
  counts: [{ userId, usedQuota: amount, requestCount: 1 }],
});
const credit = (userId: number, amount: number, ref: string): Posting => ({
  kind: 'created_by_admin',
  ref,
  actor: userId,
  legs: [
    { userId, account: 'quota', amount },
    { account: 'gift', amount: -amount },
  ],
});
const takeBack = (userId: number, amount: number, ref: string): Posting => ({
  kind: 'admin_adjust',
  ref,
  actor: null,
  legs: [
    { userId, account: 'collect', amount: -amount },
    { account: 'admin', amount },
  ],
});
const expectSound = async () => {
  await auditPostings(db);
  await expectInvariants(db);
};
/** By the owner of the database, because these postings stand for those of all services. */
const post = (posting: Posting) => new UnitOfWork(db.owner).run((tx) => ledger.post(tx, posting));

describe('ledger.post', () => {
  it('moves balance, entries and counters together and answers the balance', async () => {
    const id = await user(1000);
    const receipt = await post(usage(id, 300, 'u1'));
    expect(receipt.balance).toBe(700);
    const [counters] = await db.owner.query(
      'SELECT used_quota, request_count FROM ledger.counters WHERE user_id = $1',
      [id],
    );
    expect(counters).toEqual({ used_quota: 300, request_count: 1 });
    await expectSound();
  });

  it('applies one of 60 copies of an operation and refuses the others', async () => {
    const id = await user(1000);
    const all = await Promise.allSettled(Array.from({ length: 60 }, () => post(usage(id, 10, 'same'))));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'ALREADY_POSTED' });
    expect(await balances(id)).toMatchObject({ quota: 990 });
    await expectSound();
  });

  it('50 parallel debits of 50 from 1000 leave nothing and never less: 20 succeed', async () => {
    const id = await user(1000);
    const all = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => post(usage(id, 50, `r12-${n}`))));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(20);
    for (const one of all)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    expect(await balances(id)).toMatchObject({ quota: 0 });
    await expectSound();
  });

  it('needs no retry for 200 crossing postings over the same accounts', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => user(100_000)));
    const swap = (from: number, to: number, ref: string): Posting => ({
      kind: 'admin_adjust',
      ref,
      actor: null,
      legs: [
        { userId: from, account: 'quota', amount: -1 },
        { userId: to, account: 'quota', amount: 1 },
      ],
    });
    const crossing = Array.from({ length: 200 }, (_, n) => swap(ids[n % 4]!, ids[(n + 1 + (n % 3)) % 4]!, `x${n}`));
    await Promise.all(crossing.map((posting) => ledger.postAlone(db.owner, posting)));
    await expectSound();
  });

  it('raises for a user who is not there and leaves nothing of the statement behind (the lost code of a missing row)', async () => {
    await db.owner.query('CREATE TABLE public.codes (id int PRIMARY KEY, used boolean NOT NULL)');
    await db.owner.query('INSERT INTO public.codes VALUES (1, false)');
    const call = postSql({
      kind: 'redeem',
      ref: 'c.id',
      actor: '424242',
      legs: [
        { userId: '424242', account: 'quota', amount: '5' },
        { account: 'redemption', amount: '-5' },
      ],
    });
    const claim = `WITH c AS (UPDATE public.codes SET used = true WHERE id = 1 RETURNING id)
                   SELECT r.* FROM c CROSS JOIN LATERAL ${call} r`;
    await expect(db.owner.query(claim)).rejects.toMatchObject({ code: 'TG002' });
    expect(await db.owner.query('SELECT used FROM public.codes')).toEqual([{ used: false }]);
  });

  it.each([
    ['a sum that is not zero', [{ account: 'usage', amount: 5 }]],
    ['an amount of zero', [{ account: 'usage', amount: 0 }]],
    [
      'one account twice',
      [
        { account: 'usage', amount: 5 },
        { account: 'usage', amount: -5 },
      ],
    ],
    ['nothing at all', []],
  ] as const)('refuses %s', async (_, legs) => {
    await expect(post({ kind: 'usage', ref: 'malformed', actor: null, legs })).rejects.toMatchObject({ code: 'TG004' });
  });

  it('keeps a balance within 2^53-1', async () => {
    const id = await user(10);
    await expect(post(credit(id, Number.MAX_SAFE_INTEGER, 'big'))).rejects.toMatchObject({
      code: 'QUOTA_OUT_OF_RANGE',
    });
    await post(credit(id, Number.MAX_SAFE_INTEGER - 10, 'just'));
    expect(await balances(id)).toMatchObject({ quota: Number.MAX_SAFE_INTEGER });
    await expectSound();
  });

  it('makes what was spent before it was taken back a debt, and takes it from the next credits first', async () => {
    const id = await user(0);
    await post(credit(id, 100, 'o1'));
    await post(usage(id, 80, 'spent'));
    await post(takeBack(id, 100, 'o1/refund'));
    expect(await balances(id)).toMatchObject({ quota: 0, debt: -80 });
    await post(credit(id, 50, 'o2'));
    expect(await balances(id)).toMatchObject({ quota: 0, debt: -30 });
    await post(credit(id, 50, 'o3'));
    expect(await balances(id)).toMatchObject({ quota: 20, debt: 0 });
    await expectSound();
  });
});

describe('ledger.adjust', () => {
  const adjust = (userId: number, target: number, ref: string, expected?: number) =>
    db.unitOfWork('admin').run((tx) => ledger.adjust(tx, { ref, actor: 1, requestId: 'r', userId, target, expected }));

  it('sets an absolute quota by a difference under the lock, so that 100 concurrent debits are not undone', async () => {
    const id = await user(10_000);
    const debits = Array.from({ length: 100 }, (_, n) => post(usage(id, 10, `r4-${n}`)));
    await Promise.all([...debits.slice(0, 50), adjust(id, 5000, 'r4'), ...debits.slice(50)]);
    const [row] = await db.owner.query<{ after: number }>(
      `SELECT count(*) AS after FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id
        WHERE a.user_id = $1 AND e.version > (SELECT version FROM ledger.entries e JOIN ledger.transactions t
          ON t.id = e.transaction_id WHERE t.kind = 'admin_adjust' AND t.ref = 'r4' AND e.version IS NOT NULL)`,
      [id],
    );
    expect(await balances(id)).toMatchObject({ quota: 5000 - 10 * row!.after });
    await expectSound();
  });

  it('refuses where the balance is not what the administrator saw, and posts nothing where nothing changes', async () => {
    const id = await user(100);
    await expect(adjust(id, 5, 'seen', 99)).rejects.toMatchObject({
      code: 'QUOTA_CHANGED',
      params: { balance: '100' },
    });
    expect(await adjust(id, 100, 'same')).toBeNull();
    expect((await adjust(id, 0, 'seen', 100))?.balance).toBe(0);
  });

  it('brings the quota of a user in debt to the target, the debt repaid', async () => {
    const id = await user(0);
    await post(takeBack(id, 40, 'debt-first'));
    await adjust(id, 100, 'in-debt');
    expect(await balances(id)).toMatchObject({ quota: 100, debt: 0 });
    await expectSound();
  });
});

describe('ledger.outdatedForm', () => {
  const outdated = (userId: number, quota: number, session: number | null = 1, seconds = 3600) =>
    db.unitOfWork('admin').run((tx) => ledger.outdatedForm(tx, { userId, quota, session, seconds }));
  /** A change as the administration makes it: a posting with its grant. */
  const grant = (userId: number, target: number, kind: string, session: number | null) =>
    db.unitOfWork('admin').run(async (tx) => {
      const ref = `outdated-${(last += 1)}`;
      const receipt = await ledger.adjust(tx, { ref, actor: 1, requestId: 'r', userId, target });
      await tx.query(
        `INSERT INTO admin.grants (actor_id, session_id, kind, target_id, value, amount, state, transaction_id)
         VALUES (1, $1, $2, $3, $4, 0, 'done', $5)`,
        [session, kind, String(userId), target, receipt!.transaction_id],
      );
    });

  it('knows each balance of a while by the one that took its place, and no other number', async () => {
    const id = await user(1000);
    for (const n of [1, 2, 3]) await post(usage(id, 100, `outdated-${id}-${n}`));
    for (const before of [1000, 900, 800]) expect(await outdated(id, before)).toBe(700);
    for (const other of [700, 950, 0, 1001]) expect(await outdated(id, other)).toBeNull();
  });

  it('exempts changes that were typed into forms of the same session since', async () => {
    const id = await user(1000);
    await grant(id, 5000, 'form', 1);
    expect(await outdated(id, 1000, 1)).toBeNull();
    expect(await outdated(id, 1000, 2)).toBe(5000);
    await post(usage(id, 10, `outdated-${id}`));
    expect(await outdated(id, 1000, 1)).toBe(4990);
    expect(await outdated(id, 5000, 1)).toBe(4990);
  });

  it.each([
    ['an access token of the same person', 'form', null],
    ['another session of the same person', 'form', 2],
    ['a relative credit of the same session', 'add', 1],
  ])('exempts no change by %s', async (_, kind, session) => {
    const id = await user(1000);
    await grant(id, 5000, kind, session);
    expect(await outdated(id, 1000, 1)).toBe(5000);
    expect(await outdated(id, 1000, null)).toBe(5000);
  });

  it('knows the nothing before a first credit, but not before a gift that came with the account', async () => {
    const [empty, gifted] = [await user(0), await user(1000)];
    await grant(empty, 500, 'form', 2);
    expect(await outdated(empty, 0)).toBe(500);
    expect(await outdated(gifted, 0)).toBeNull();
  });

  it('forgets what is longer ago, but for the balance that held until then', async () => {
    const id = await user(1000);
    await post(usage(id, 100, `outdated-${id}-1`));
    await post(usage(id, 100, `outdated-${id}-2`));
    await sleep(1200);
    expect(await outdated(id, 900, 1, 1)).toBeNull();
    await post(usage(id, 100, `outdated-${id}-3`));
    expect(await outdated(id, 800, 1, 1)).toBe(700);
    expect(await outdated(id, 1000, 1, 1)).toBeNull();
  });

  it('is asked by the admin service alone, and of a user without account knows nothing', async () => {
    expect(await outdated(424_242, 0)).toBeNull();
    for (const service of ['auth', 'billing'] as const) {
      const asked = db.as(service).query(`SELECT ledger.outdated_form(1, 1, 1, interval '1 hour')`);
      await expect(asked).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('closing', () => {
  it('posts what a user has and owes away, and takes nothing more', async () => {
    const id = await user(70);
    await db.unitOfWork('admin').run(async (tx) => {
      await ledger.close(tx, id, 1, 'r');
      await tx.query('DELETE FROM auth.users WHERE id = $1', [id]);
    });
    expect(await balances(id)).toEqual({ quota: 0, affiliate: 0, debt: 0 });
    await expect(post(credit(id, 5, 'late'))).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    const countOnly = {
      kind: 'inviter_reward',
      ref: 'late',
      actor: null,
      legs: [],
      counts: [{ userId: id, affCount: 1 }],
    } as const;
    await expect(post(countOnly)).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    await expectSound();
  });
});

describe('a posting', () => {
  it.each([
    'UPDATE ledger.entries SET amount = amount + 1',
    'DELETE FROM ledger.transactions',
    'TRUNCATE ledger.entries',
  ])('is never changed, not even by the owner: %s', (statement) =>
    expect(db.owner.query(statement)).rejects.toMatchObject({ code: 'TG009' }),
  );

  it.each([
    'UPDATE ledger.accounts SET balance = balance + 1',
    'INSERT INTO ledger.counters (user_id) VALUES (999999)',
    `SELECT ledger.enter(NULL, 'a', 'b', 1, 1, 1, 1, '', 1)`,
  ])('no service can write past the function: %s', async (statement) => {
    for (const service of ['auth', 'billing', 'admin'] as const)
      await expect(db.as(service).query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('shows a line that was changed with all rights', async () => {
    const id = await user(500);
    await db.owner.query('ALTER TABLE ledger.entries DISABLE TRIGGER immutable');
    const change = (by: number) =>
      db.owner.query(
        `UPDATE ledger.entries e SET amount = amount + $2 FROM ledger.accounts a WHERE a.id = e.account_id AND a.user_id = $1`,
        [id, by],
      );
    await change(1);
    const found = (await findBreaches(db.owner)).map(({ invariant }) => invariant.name);
    await change(-1);
    await db.owner.query('ALTER TABLE ledger.entries ENABLE TRIGGER immutable');
    expect(found).toEqual(expect.arrayContaining(['I1', 'I2', 'I2-chain', 'I3']));
    await expectSound();
  });
});

describe('signUpPostings', () => {
  const invited = (inviterId: number, gifts: { newUser: number; invitee: number; inviter: number }) =>
    db.unitOfWork('auth').run(async (tx) => {
      const text = 'INSERT INTO auth.users (username, username_key, inviter_id) VALUES ($1, $1, $2) RETURNING id';
      const [row] = await tx.query<{ id: number }>(text, [`invitee${(last += 1)}`, inviterId]);
      await signUpPostings(tx, { userId: row!.id, inviterId, gifts });
      return row!.id;
    });
  const counted = async (userId: number) =>
    (await db.owner.query('SELECT aff_count, aff_history_quota FROM ledger.counters WHERE user_id = $1', [userId]))[0];

  it('counts 50 parallel sign-ups exactly', async () => {
    const inviter = await user(0);
    const gifts = { newUser: 100, invitee: 20, inviter: 30 };
    const ids = await Promise.all(Array.from({ length: 50 }, () => invited(inviter, gifts)));
    expect(await counted(inviter)).toEqual({ aff_count: 50, aff_history_quota: 1500 });
    expect(await balances(inviter)).toMatchObject({ quota: 0, affiliate: 1500 });
    expect(await balances(ids[0]!)).toMatchObject({ quota: 120 });
    const text = 'SELECT content FROM admin.logs WHERE user_id = $1 AND type = 4 ORDER BY id';
    expect(await db.owner.query(text, [ids[0]])).toEqual([
      { content: '新用户注册赠送 ＄0.000200 额度' },
      { content: '使用邀请码赠送 ＄0.000040 额度' },
    ]);
    expect(await db.owner.query(`${text} LIMIT 1`, [inviter])).toEqual([{ content: '邀请用户赠送 ＄0.000060 额度' }]);
    await expectSound();
  });

  it('counts the invitee also where nothing is given, and rewards each invitee once', async () => {
    const inviter = await user(0);
    const id = await invited(inviter, { newUser: 0, invitee: 0, inviter: 0 });
    expect(await counted(inviter)).toEqual({ aff_count: 1, aff_history_quota: 0 });
    const again = {
      kind: 'inviter_reward',
      ref: String(id),
      actor: id,
      legs: [],
      counts: [{ userId: inviter, affCount: 1 }],
    } as const;
    await expect(post(again)).rejects.toMatchObject({ code: 'ALREADY_POSTED' });
    expect(await counted(inviter)).toMatchObject({ aff_count: 1 });
  });
});
