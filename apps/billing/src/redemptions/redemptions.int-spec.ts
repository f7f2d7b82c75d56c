import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantRows } from '@tollgate/account-rules';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { type Database, UnitOfWork } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import { Secrets } from '@tollgate/platform/secrets';
import { getBalances, buildContext, makeUser, replica } from '@tollgate/testing/accounts';
import { expectInvariants, repositoriesOn, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { SingleStatement } from '../single-statement/single-statement.js';
import { RedemptionsRepository } from './redemptions.repository.js';
import { RedemptionsService } from './redemptions.service.js';

async function serviceOn(database: Database): Promise<RedemptionsService> {
  const work = new UnitOfWork(database);
  const idempotency = new Idempotency(work);
  const options = new Options(database, new Secrets(['test']), new Log('test', false, () => undefined));
  const once = new SingleStatement(database, idempotency);
  return new RedemptionsService(
    new RedemptionsRepository(await repositoriesOn(database)),
    work,
    once,
    idempotency,
    options,
    new Records(),
  );
}

/** 1,000 with SCALE=25. */
const CODES = Math.max(1, Math.round(40 * Number(process.env.SCALE ?? 1)));

let db: TestDatabase;
let replicas: ReturnType<typeof replica>[];
let services: RedemptionsService[];
let admin: Identity;
beforeAll(async () => {
  db = await testDatabase();
  replicas = [replica(db, 'billing'), replica(db, 'billing')];
  services = await Promise.all(replicas.map(({ database }) => serviceOn(database)));
  admin = await makeUser(db, { role: Role.admin });
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const service = () => services[0]!;
async function codes(count = 1, quota = 100, expired_time = 0): Promise<string[]> {
  return (await service().create({ name: '活动码', count, quota, expired_time }, buildContext(admin))).keys;
}
const redeem = (key: string, who: Identity, on = 0, idempotencyKey?: string) =>
  services[on]!.redeem({ key }, buildContext(who, idempotencyKey));
const getCode = (error: unknown) => (error instanceof AppError ? error.code : error);
async function findId(key: string): Promise<number> {
  return (await db.owner.query<{ id: number }>('SELECT id FROM billing.redemptions WHERE key = $1', [key]))[0]!.id;
}

describe('redeeming', () => {
  it('credits the quota, writes a log line and marks the code', async () => {
    const user = await makeUser(db);
    const [key] = await codes(1, 1_000_000);
    expect(await redeem(key!, user)).toEqual({ quota: 1_000_000 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 1_000_000 });
    const id = await findId(key!);
    expect(await service().get({ id })).toMatchObject({ status: 3, used_user_id: user.userId });
    const [line] = await db.owner.query('SELECT type, content, quota, username FROM admin.logs WHERE user_id = $1', [
      user.userId,
    ]);
    expect(line).toEqual({
      type: 1,
      content: `通过兑换码充值 ＄2.000000 额度，兑换码ID ${id}`,
      quota: 1_000_000,
      username: user.username,
    });
    await expectInvariants(db);
  });

  it(
    `${CODES} codes, 50 racers each over two replicas: every code credits exactly one of them`,
    async () => {
      const users = await Promise.all(Array.from({ length: 50 }, () => makeUser(db)));
      const keys: string[] = [];
      while (keys.length < CODES) keys.push(...(await codes(Math.min(100, CODES - keys.length), 7)));
      for (const key of keys) {
        const all = await Promise.allSettled(users.map((user, n) => redeem(key, user, n % 2)));
        expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
        for (const one of all) if (one.status === 'rejected') expect(getCode(one.reason)).toBe('REDEMPTION_INVALID');
      }
      const held = await Promise.all(users.map((user) => getBalances(db, user.userId)));
      expect(held.reduce((sum, { quota }) => sum + quota!, 0)).toBe(CODES * 7);
      await expectInvariants(db);
    },
    60_000 + CODES * 500,
  );

  it('one user, one code, 50 requests at once: one credit', async () => {
    const user = await makeUser(db);
    const [key] = await codes(1, 5);
    const all = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => redeem(key!, user, n % 2)));
    expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 5 });
  });

  it('a redemption between two statements of a debit loses neither', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const [key] = await codes(1, 500);
    let racing: Promise<unknown> | undefined;
    await db.unitOfWork('billing').run(async (tx) => {
      await ledger.post(tx, {
        kind: 'usage',
        ref: 'd9',
        actor: user.userId,
        legs: [
          { userId: user.userId, account: 'quota', amount: -900 },
          { account: 'usage', amount: 900 },
        ],
        counts: [{ userId: user.userId, usedQuota: 900 }],
      });
      // The debit is not committed, so it holds the account while the redemption has begun.
      racing = redeem(key!, user);
      await new Promise((resolve) => setTimeout(resolve, 150));
    });
    await racing;
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 600 });
    await expectInvariants(db);
  });

  it.each([
    ['deleted softly', 'UPDATE auth.users SET deleted_at = now() WHERE id = $1'],
    ['disabled', 'UPDATE auth.users SET status = 2 WHERE id = $1'],
    ['gone with the accounts', 'DELETE FROM auth.users WHERE id = $1'],
  ])('the session of a user who is %s burns no code', async (how, statement) => {
    const user = await makeUser(db);
    if (how.startsWith('gone')) await db.unitOfWork('admin').run((tx) => ledger.close(tx, user.userId, null, ''));
    await db.owner.query(statement, [user.userId]);
    const [key] = await codes();
    await expect(redeem(key!, user)).rejects.toMatchObject({ code: 'REDEMPTION_INVALID' });
    expect(await service().get({ id: await findId(key!) })).toMatchObject({ status: 1, used_user_id: 0 });
    await expectInvariants(db);
  });

  it('a user whose accounts are closed while the row is still there burns no code either', async () => {
    const user = await makeUser(db);
    await db.unitOfWork('admin').run((tx) => ledger.close(tx, user.userId, null, ''));
    const [key] = await codes();
    await expect(redeem(key!, user)).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    expect(await service().get({ id: await findId(key!) })).toMatchObject({ status: 1 });
    await db.owner.query('DELETE FROM auth.users WHERE id = $1', [user.userId]);
  });

  it('takes a code with blanks around it and refuses the unknown, disabled, deleted and expired with one answer', async () => {
    const user = await makeUser(db);
    const [disabled, deleted, expired, good] = await codes(4);
    await service().update({ id: await findId(disabled!), status: 2, status_only: 'true' }, buildContext(admin));
    await service().delete({ id: await findId(deleted!) }, buildContext(admin));
    await db.owner.query(`UPDATE billing.redemptions SET expires_at = now() - interval '1 second' WHERE key = $1`, [
      expired,
    ]);
    for (const key of [disabled!, deleted!, expired!, 'f'.repeat(32), ''])
      await expect(redeem(key, user)).rejects.toMatchObject({ code: 'REDEMPTION_INVALID' });
    expect(await redeem(`  ${good}\n`, user)).toEqual({ quota: 100 });
  });

  it('answers a repeated Idempotency-Key as the first time, also from the other replica, and credits once', async () => {
    const user = await makeUser(db);
    const [key, other] = await codes(2, 9);
    const first = await redeem(key!, user, 0, 'lost-reply');
    expect(await redeem(key!, user, 1, 'lost-reply')).toEqual(first);
    await expect(redeem(other!, user, 0, 'lost-reply')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(redeem(key!, user)).rejects.toMatchObject({ code: 'REDEMPTION_INVALID' });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 9 });
    await expectInvariants(db);
  });
});

describe('administration', () => {
  it('makes keys of 32 random characters, and exports the batch', async () => {
    const keys = await codes(100, 3);
    expect(new Set(keys).size).toBe(100);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    const { batch_id } = await service().get({ id: await findId(keys[0]!) });
    const batch = await service().export({ batch_id }, buildContext(admin));
    expect(batch.items.map((item) => item.key)).toEqual(keys);
  });

  it.each([
    [{ name: '', count: 1, quota: 1 }, 'REDEMPTION_NAME'],
    [{ name: '二十一'.repeat(7), count: 1, quota: 1 }, 'REDEMPTION_NAME'],
    [{ name: 'a', count: 0, quota: 1 }, 'REDEMPTION_COUNT_LOW'],
    [{ name: 'a', count: 101, quota: 1 }, 'REDEMPTION_COUNT_HIGH'],
    [{ name: 'a', count: 1, quota: 0 }, 'REDEMPTION_QUOTA'],
    [{ name: 'a', count: 1, quota: -5 }, 'REDEMPTION_QUOTA'],
    [{ name: 'a', count: 1, quota: 1, expired_time: 1 }, 'REDEMPTION_EXPIRY'],
    [{ name: 'a', count: 1, quota: 1, expired_time: -1 }, 'REDEMPTION_EXPIRY'],
    [{ name: 'a', count: 1, quota: 1, expired_time: Number.MAX_SAFE_INTEGER }, 'REDEMPTION_EXPIRY'],
  ] as const)('refuses to make %j: %s', async (request, code) => {
    await expect(service().create(request, buildContext(admin))).rejects.toMatchObject({ code });
  });

  it('a used code stays used: no update, no deletion and no race makes it redeemable', async () => {
    const user = await makeUser(db);
    const [key] = await codes();
    await redeem(key!, user);
    const id = await findId(key!);
    const change = (request: object) => service().update({ id, ...request }, buildContext(admin));
    for (const request of [
      { status: 1, status_only: 'true' },
      { status: 2, status_only: '1' },
      { quota: 5 },
      { name: 'x' },
    ])
      await expect(change(request)).rejects.toMatchObject({ code: 'REDEMPTION_SPENT' });
    await expect(db.owner.query('UPDATE billing.redemptions SET status = 1 WHERE id = $1', [id])).rejects.toMatchObject(
      {
        code: 'TG008',
      },
    );
    await expect(redeem(key!, await makeUser(db))).rejects.toMatchObject({ code: 'REDEMPTION_INVALID' });
    await expectInvariants(db);
  });

  it.each([0, 3, 7, -1])('refuses status %d', async (status) => {
    const [key] = await codes();
    const request = { id: await findId(key!), status, status_only: 'true' };
    await expect(service().update(request, buildContext(admin))).rejects.toMatchObject({ code: 'REDEMPTION_STATUS' });
  });

  it('changes what is given and leaves the rest', async () => {
    const [key] = await codes(1, 50);
    const id = await findId(key!);
    const after = await service().update({ id, name: '新名', status: 2 }, buildContext(admin));
    expect(after).toMatchObject({ name: '新名', quota: 50, status: 1, expired_time: 0 });
  });

  it('finds by id and by how the name begins, wildcards being plain signs', async () => {
    await service().create({ name: '100%_Off', count: 2, quota: 1 }, buildContext(admin));
    const page = { p: 1, page_size: 20 };
    expect((await service().list({ keyword: '100%_o', ...page })).total).toBe(2);
    expect((await service().list({ keyword: '%', ...page })).total).toBe(0);
    const inState = async (status: string) => (await service().list({ keyword: '100%_o', status, ...page })).total;
    expect([await inState('1'), await inState('2'), await inState('expired')]).toEqual([2, 0, 0]);
    const [key] = await codes();
    const id = await findId(key!);
    expect((await service().list({ keyword: String(id), ...page })).items.map((item) => item.id)).toContain(id);
    expect((await service().list({ p: 1_000_000_000, page_size: 100 })).items).toEqual([]);
  });

  it('deletes used, disabled and expired codes, and keeps the rest', async () => {
    const [used, disabled, kept] = await codes(3);
    await redeem(used!, await makeUser(db));
    await service().update({ id: await findId(disabled!), status: 2, status_only: 'x' }, buildContext(admin));
    expect((await service().deleteInvalid(buildContext(admin))).count).toBeGreaterThanOrEqual(2);
    expect(await service().get({ id: await findId(kept!) })).toMatchObject({ status: 1, DeletedAt: null });
    await expect(service().get({ id: await findId(used!) })).rejects.toMatchObject({ code: 'REDEMPTION_NOT_FOUND' });
    await expectInvariants(db);
  });

  it('refuses an administrator who was demoted after the request was admitted: no new code, no export', async () => {
    const former = await makeUser(db, { role: Role.admin });
    const [key] = (await service().create({ name: 'a', count: 1, quota: 1 }, buildContext(former))).keys;
    const { id, batch_id } = await service().get({ id: await findId(key!) });
    await db.owner.query('UPDATE auth.users SET role = 1 WHERE id = $1', [former.userId]);
    const context = () => buildContext(former);
    for (const attempt of [
      () => service().create({ name: 'a', count: 1, quota: 1 }, context()),
      () => service().update({ id, name: 'b' }, context()),
      () => service().export({ batch_id }, context()),
      () => service().deleteInvalid(context()),
      () => service().delete({ id }, context()),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    }
  });
});

describe('a list of codes', () => {
  it.each([
    ['1', 'unused'],
    ['2', 'disabled'],
    ['3', 'used'],
    ['expired', 'expired'],
    ['', 'all'],
  ])('with status %j has the %s ones, and their total', async (status, which) => {
    const name = `s${status}x`;
    const { keys } = await service().create({ name, count: 4, quota: 1 }, buildContext(admin));
    const [, disabled, used, expired] = keys;
    await service().update({ id: await findId(disabled!), status: 2, status_only: 'true' }, buildContext(admin));
    await redeem(used!, await makeUser(db));
    await db.owner.query(`UPDATE billing.redemptions SET expires_at = now() - interval '1 second' WHERE key = $1`, [
      expired,
    ]);
    const order = ['unused', 'disabled', 'used', 'expired'];
    const wanted = keys.filter((_, n) => which === 'all' || order[n] === which);
    const found = await service().list({ keyword: name, status, p: 1, page_size: 10 });
    expect(found.items.map(({ key }) => key).sort()).toEqual([...wanted].sort());
    expect(found.total).toBe(wanted.length);
  });
});

describe('a code', () => {
  const find = async (request: object) =>
    (await service().list({ p: 1, page_size: 10, ...request })).items.map(({ key }) => key);

  it('is found by its whole key and not by a part of it', async () => {
    const [key, other] = await codes(2);
    for (const request of [{ key }, { key: ` ${key} ` }, { keyword: key }]) expect(await find(request)).toEqual([key]);
    for (const part of [key!.slice(0, 31), `${key}0`, `${key!.slice(0, 16)}%`, key!.toUpperCase() + other])
      expect([await find({ key: part }), await find({ keyword: part })]).toEqual([[], []]);
  });

  it('is found by who redeemed it, made it, and by its batch', async () => {
    const [key, unused] = await codes(2);
    const user = await makeUser(db);
    await redeem(key!, user);
    expect(await find({ used_user_id: user.userId })).toEqual([key]);
    expect(await find({ used_username: user.username.toUpperCase() })).toEqual([key]);
    expect(await find({ used_username: 'nobody-has-this-name' })).toEqual([]);
    expect(await find({ used_user_id: user.userId, status: '1' })).toEqual([]);
    const { batch_id } = await service().get({ id: await findId(key!) });
    expect((await find({ batch_id })).sort()).toEqual([key, unused].sort());
    expect(await find({ batch_id, user_id: admin.userId + 1_000_000 })).toEqual([]);
  });

  it('is in a list that is read to its end once', async () => {
    const name = 'cursor';
    const { keys } = await service().create({ name, count: 7, quota: 1 }, buildContext(admin));
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await service().list({ p: 1, page_size: 3, keyword: name, cursor });
      expect(page).toMatchObject({ total: cursor === undefined ? 7 : 0, total_estimated: false });
      found.push(...page.items.map(({ key }) => key));
      cursor = page.next_cursor;
      if (found.length === 3) await service().create({ name, count: 1, quota: 1 }, buildContext(admin));
    }
    expect(found).toEqual([...keys].reverse());
  });
});

describe('a code and the administrators who gave it', () => {
  const setOption = (key: string, value: number) =>
    db.owner.query(
      'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      [key, String(value)],
    );
  const create = (quota: number, who: Identity, count = 1) =>
    service().create({ name: 'a', count, quota }, buildContext(who));
  const newest = async (who: Identity) =>
    (
      await db.owner.query<{ id: number; key: string; grant_id: number }>(
        'SELECT id, key, grant_id FROM billing.redemptions WHERE created_by = $1 ORDER BY id DESC LIMIT 1',
        [who.userId],
      )
    )[0]!;
  afterEach(async () => {
    for (const key of ['AdminGrantDailyCeiling', 'AdminGrantApprovalThreshold']) await setOption(key, 0);
    await expectInvariants(db);
  });

  it.each([Role.admin, Role.root])(
    'cannot be redeemed by its maker, role %d, and stays usable for others',
    async (role) => {
      const maker = await makeUser(db, { role });
      const { keys } = await create(9_000_000_000_000_000, maker);
      await expect(redeem(keys[0]!, maker)).rejects.toMatchObject({ code: 'REDEMPTION_OWN' });
      expect(await getBalances(db, maker.userId)).toMatchObject({ quota: 0 });
      expect(await redeem(keys[0]!, await makeUser(db))).toEqual({ quota: 9_000_000_000_000_000 });
    },
  );

  it('cannot be redeemed by the administrator who raised its quota', async () => {
    const [maker, raiser] = [await makeUser(db, { role: Role.admin }), await makeUser(db, { role: Role.admin })];
    const { keys } = await create(1, maker);
    await service().update({ id: await findId(keys[0]!), quota: 1_000_000 }, buildContext(raiser));
    await expect(redeem(keys[0]!, raiser)).rejects.toMatchObject({ code: 'REDEMPTION_OWN' });
    await expect(redeem(keys[0]!, maker)).rejects.toMatchObject({ code: 'REDEMPTION_OWN' });
  });

  it('is refused above the daily ceiling, counted over batches, raises and pending codes, in parallel too', async () => {
    const maker = await makeUser(db, { role: Role.admin });
    await setOption('AdminGrantDailyCeiling', 1000);
    await create(100, maker, 5);
    await service().update({ id: (await newest(maker)).id, quota: 300 }, buildContext(maker));
    const rest = await Promise.allSettled(Array.from({ length: 10 }, () => create(100, maker)));
    expect(rest.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await expect(create(1, maker)).rejects.toMatchObject({
      code: 'GRANT_CEILING',
      params: { ceiling: 1000, given: '1000' },
    });
    const raise = service().update({ id: (await newest(maker)).id, quota: 101 }, buildContext(maker));
    await expect(raise).rejects.toMatchObject({ code: 'GRANT_CEILING' });
    await create(2000, await makeUser(db, { role: Role.root }));
    await db.owner.query(`UPDATE admin.grants SET created_at = created_at - interval '1 day' WHERE actor_id = $1`, [
      maker.userId,
    ]);
    await create(1000, maker);
  });

  it('above the approval threshold waits: it cannot be redeemed or enabled before another administrator approved', async () => {
    const [maker, other, user] = [
      await makeUser(db, { role: Role.admin }),
      await makeUser(db, { role: Role.admin }),
      await makeUser(db),
    ];
    await setOption('AdminGrantApprovalThreshold', 1000);
    await create(500, maker, 2);
    await expect(create(501, maker, 2)).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
    const { id, key, grant_id } = await newest(maker);
    expect(await service().get({ id })).toMatchObject({ approval: 'pending', status: 1 });
    await expect(redeem(key, user)).rejects.toMatchObject({ code: 'REDEMPTION_PENDING' });
    await service().update({ id, status: 1, status_only: 'true' }, buildContext(maker));
    await expect(redeem(key, user)).rejects.toMatchObject({ code: 'REDEMPTION_PENDING' });
    await db.unitOfWork('admin').run((tx) => grantRows.decide(tx, grant_id, 'done', other.userId));
    await expect(redeem(key, maker)).rejects.toMatchObject({ code: 'REDEMPTION_OWN' });
    await expect(redeem(key, other)).rejects.toMatchObject({ code: 'REDEMPTION_OWN' });
    expect(await redeem(key, user)).toEqual({ quota: 501 });
  });

  it('that was rejected is never redeemed, and a raise above the threshold is refused', async () => {
    const [maker, other, user] = [
      await makeUser(db, { role: Role.admin }),
      await makeUser(db, { role: Role.admin }),
      await makeUser(db),
    ];
    await setOption('AdminGrantApprovalThreshold', 1000);
    await expect(create(2000, maker)).rejects.toMatchObject({ code: 'APPROVAL_PENDING' });
    const { key, grant_id } = await newest(maker);
    await db.unitOfWork('admin').run((tx) => grantRows.decide(tx, grant_id, 'rejected', other.userId));
    await expect(redeem(key, user)).rejects.toMatchObject({ code: 'REDEMPTION_PENDING' });
    await create(10, maker);
    const { id } = await newest(maker);
    const raise = service().update({ id, quota: 2000 }, buildContext(maker));
    await expect(raise).rejects.toMatchObject({ code: 'GRANT_ABOVE_THRESHOLD' });
    expect(await service().get({ id })).toMatchObject({ quota: 10 });
  });

  it('repeats the pending answer for a repeated Idempotency-Key, and makes one batch', async () => {
    const maker = await makeUser(db, { role: Role.admin });
    await setOption('AdminGrantApprovalThreshold', 1000);
    const attempt = () =>
      service()
        .create({ name: 'a', count: 1, quota: 5000 }, buildContext(maker, 'pending-once'))
        .catch((error: unknown) => error);
    const [first, second] = [await attempt(), await attempt()];
    expect(first).toMatchObject({ code: 'APPROVAL_PENDING' });
    expect(second).toMatchObject({ code: 'APPROVAL_PENDING', params: (first as AppError).params });
  });
});
