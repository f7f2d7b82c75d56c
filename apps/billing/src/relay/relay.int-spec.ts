import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError, type Identity } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { getBalances, makeUser } from '@tollgate/testing/accounts';
import { auditPostings, expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { makeKey, relayReplica, type RelayReplica } from '../testing/relay.js';

let db: TestDatabase;
let replicas: RelayReplica[];
beforeAll(async () => {
  db = await testDatabase();
  replicas = await Promise.all([relayReplica(db), relayReplica(db)]);
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const later = () => Date.now() + 30_000;
let made = 0;
const newId = () => `request-${(made += 1)}`;
const reserve = (
  who: Identity,
  request_id: string,
  amount: number,
  rest: { ttl_seconds?: number; api_key_id?: number } = {},
  on = 0,
) => replicas[on]!.reservations.reserve({ request_id, user_id: who.userId, amount, ...rest }, later());
const settle = (request_id: string, amount: number, on = 0) =>
  replicas[on]!.settling.settle({ request_id, amount, model: 'gpt-4' }, later());
const release = (request_id: string, on = 0) => replicas[on]!.reservations.release({ request_id }, later());
const codes = (all: PromiseSettledResult<unknown>[]) =>
  all.map((one) => (one.status === 'fulfilled' ? 'ok' : one.reason instanceof AppError ? one.reason.code : one.reason));
const count = (all: unknown[], code: string) => all.filter((one) => one === code).length;
const account = async (who: Identity) => {
  const [row] = await db.owner.query<{ balance: number; reserved: number }>(
    `SELECT balance, reserved FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`,
    [who.userId],
  );
  return row!;
};
/** An administrator sets the balance, as `ledger.adjust` does it. */
async function override(who: Identity, target: number): Promise<void> {
  const adjustment = { ref: newId(), actor: who.userId, requestId: 'test', userId: who.userId, target };
  await db.unitOfWork('admin').run((tx) => ledger.adjust(tx, adjustment));
  await auditPostings(db);
}
const systemTotal = async (kind: string) => {
  const [row] = await db.owner.query<{ total: number }>(
    `SELECT coalesce(sum(e.amount), 0)::bigint AS total FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id
      WHERE a.user_id IS NULL AND a.kind = $1`,
    [kind],
  );
  return row!.total;
};
const expire = (request_id: string) =>
  db.owner.query(`UPDATE ledger.reservations SET expires_at = now() - interval '1 second' WHERE request_id = $1`, [
    request_id,
  ]);

describe('a reservation', () => {
  it('sets quota aside without an entry, and settling takes the actual amount and frees the rest', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const id = newId();
    expect(await reserve(user, id, 300)).toMatchObject({ reserved: 300, available: 700, duplicate: false });
    expect(await account(user)).toEqual({ balance: 1000, reserved: 300 });
    expect(await settle(id, 120)).toMatchObject({ charged: 120, shortfall: 0, balance: 880, duplicate: false });
    expect(await account(user)).toEqual({ balance: 880, reserved: 0 });
    await expectInvariants(db);
  });

  it('answers a repeated reserve, settle and release as the first time', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const [held, freed] = [newId(), newId()];
    await reserve(user, held, 300);
    expect(await reserve(user, held, 300, {}, 1)).toMatchObject({ reserved: 300, available: 700, duplicate: true });
    const first = await settle(held, 250);
    expect(await settle(held, 250, 1)).toEqual({ ...first, duplicate: true });
    await reserve(user, freed, 100);
    expect(await release(freed)).toEqual({ released: 100 });
    expect(await release(freed, 1)).toEqual({ released: 0 });
    expect(await release(held)).toEqual({ released: 0 });
    expect(await release('never-reserved')).toEqual({ released: 0 });
    await expectInvariants(db);
  });

  it('refuses an id that was used for another user or amount, and a reserve of an id that ended', async () => {
    const [user, other] = [await makeUser(db, { quota: 1000 }), await makeUser(db, { quota: 1000 })];
    const [held, freed] = [newId(), newId()];
    await reserve(user, held, 300);
    await expect(reserve(user, held, 301)).rejects.toMatchObject({ code: 'USAGE_CONFLICT' });
    await expect(reserve(other, held, 300, {}, 1)).rejects.toMatchObject({ code: 'USAGE_CONFLICT' });
    await settle(held, 10);
    await expect(settle(held, 11)).rejects.toMatchObject({ code: 'USAGE_CONFLICT' });
    await reserve(user, freed, 5);
    await release(freed);
    await expect(reserve(user, freed, 5)).rejects.toMatchObject({ code: 'RESERVATION_ENDED' });
    await expect(settle('unknown-id', 5)).rejects.toMatchObject({ code: 'RESERVATION_UNKNOWN' });
    await expectInvariants(db);
  });

  it('reserves for one of two users who send one request id at the same time', async () => {
    const [user, other] = [await makeUser(db, { quota: 1000 }), await makeUser(db, { quota: 1000 })];
    for (let n = 0; n < 10; n += 1) {
      const id = newId();
      const both = codes(await Promise.allSettled([reserve(user, id, 10), reserve(other, id, 10, {}, 1)]));
      expect(count(both, 'ok')).toBe(1);
      expect(count(both, 'USAGE_CONFLICT')).toBe(1);
    }
    await expectInvariants(db);
  });

  it('never holds more than there is: 200 parallel reservations over two replicas', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const key = await makeKey(db, user, { remain: 500 });
    const all = codes(
      await Promise.allSettled(
        Array.from({ length: 200 }, (_, n) =>
          reserve(user, newId(), 7, n % 2 ? { api_key_id: key.id } : {}, Math.floor(n / 2) % 2),
        ),
      ),
    );
    const { balance, reserved } = await account(user);
    expect(reserved).toBe(count(all, 'ok') * 7);
    expect(reserved).toBeLessThanOrEqual(balance);
    expect(count(all, 'ok')).toBe(142);
    expect(count(all, 'ok') + count(all, 'INSUFFICIENT_QUOTA') + count(all, 'API_KEY_QUOTA_EXHAUSTED')).toBe(200);
    await expectInvariants(db);
  });

  it('names the limit that refused it, with what is used, reserved and left', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const key = await makeKey(db, user, { remain: 200 });
    await reserve(user, newId(), 150, { api_key_id: key.id });
    await expect(reserve(user, newId(), 100, { api_key_id: key.id })).rejects.toMatchObject({
      code: 'API_KEY_QUOTA_EXHAUSTED',
      params: { scope: 'key', limit: 200, reserved: 150, remaining: 50 },
    });
    await expect(reserve(user, newId(), 900)).rejects.toMatchObject({
      code: 'INSUFFICIENT_QUOTA',
      params: { scope: 'user', limit: 1000, reserved: 150, remaining: 850 },
    });
  });

  it('is freed by either replica after its time, and settling it then still charges', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const id = newId();
    await reserve(user, id, 400, { ttl_seconds: 1 });
    await expire(id);
    const freed = await Promise.all(replicas.map((one) => one.expiry.expireDue()));
    expect(freed[0]! + freed[1]!).toBe(1);
    expect(await account(user)).toEqual({ balance: 1000, reserved: 0 });
    expect(await settle(id, 350)).toMatchObject({ charged: 350, shortfall: 0, balance: 650 });
    await expectInvariants(db);
  });

  it('frees or settles, never both, when a settlement and the expiry arrive together', async () => {
    const user = await makeUser(db, { quota: 10_000 });
    for (let n = 0; n < 20; n += 1) {
      const id = newId();
      await reserve(user, id, 100);
      await expire(id);
      await Promise.all([settle(id, 60, 0), replicas[1]!.expiry.expireDue(), replicas[0]!.expiry.expireDue()]);
    }
    expect(await account(user)).toEqual({ balance: 8800, reserved: 0 });
    await expectInvariants(db);
  });

  it('can be extended and enlarged within what is available', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const id = newId();
    const before = await reserve(user, id, 100, { ttl_seconds: 5 });
    const extend = (amount?: number) =>
      replicas[1]!.reservations.extend(
        { request_id: id, ttl_seconds: 600, ...(amount === undefined ? {} : { amount }) },
        later(),
      );
    const after = await extend();
    expect(after).toMatchObject({ reserved: 100, available: 900 });
    expect(after.expires_at).toBeGreaterThan(before.expires_at);
    expect(await extend(700)).toMatchObject({ reserved: 700, available: 300 });
    expect(await extend(50)).toMatchObject({ reserved: 50, available: 950 });
    await expect(extend(1001)).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    await release(id);
    await expect(extend()).rejects.toMatchObject({ code: 'RESERVATION_ENDED' });
    await expectInvariants(db);
  });
});

describe('settling more than there is', () => {
  it('takes what is available, makes debt of the rest, and reserves nothing while there is debt', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const id = newId();
    await reserve(user, id, 900);
    expect(await settle(id, 1500)).toMatchObject({ charged: 1000, shortfall: 500, balance: 0 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: -500 });
    await expect(reserve(user, newId(), 0)).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    await override(user, 200);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 200, debt: 0 });
    await expectInvariants(db);
  });

  it('leaves the quota that other reservations hold, and pays the debt from what a release frees', async () => {
    const user = await makeUser(db, { quota: 100 });
    const [one, two] = [newId(), newId()];
    await reserve(user, one, 50);
    await reserve(user, two, 30);
    expect(await settle(one, 90)).toMatchObject({ charged: 70, shortfall: 20, balance: 30 });
    expect(await account(user)).toEqual({ balance: 30, reserved: 30 });
    expect(await release(two)).toEqual({ released: 30 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 10, debt: 0 });
    await expectInvariants(db);
  });

  it('pays the debt from what a settlement frees, in the same posting', async () => {
    const user = await makeUser(db, { quota: 100 });
    const [one, two] = [newId(), newId()];
    await reserve(user, one, 50);
    await reserve(user, two, 30);
    await settle(one, 90);
    const settled = await settle(two, 10);
    expect(settled).toMatchObject({ charged: 10, shortfall: 0 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: 0 });
    expect(await settle(two, 10, 1)).toEqual({ ...settled, duplicate: true });
    await expectInvariants(db);
  });

  it('writes off what exceeds the debt that one call may make, and loses nothing in silence', async () => {
    const user = await makeUser(db, { quota: 100 });
    const before = await systemTotal('write_off');
    const id = newId();
    await reserve(user, id, 100);
    // a unit of currency is 500,000; ten times the reservation is less
    expect(await settle(id, 700_100)).toMatchObject({ charged: 100, shortfall: 700_000 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: -500_000 });
    expect((await systemTotal('write_off')) - before).toBe(-200_000);
    await expectInvariants(db);
  });

  it('falls short of a reservation that an administrator took the balance from', async () => {
    const user = await makeUser(db, { quota: 100 });
    const [one, two] = [newId(), newId()];
    await reserve(user, one, 50);
    await reserve(user, two, 50);
    await override(user, 30);
    expect(await account(user)).toEqual({ balance: 30, reserved: 100 });
    await expect(reserve(user, newId(), 1)).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    expect(await settle(one, 50)).toMatchObject({ charged: 30, shortfall: 20 });
    expect(await settle(two, 50)).toMatchObject({ charged: 0, shortfall: 50 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: -70 });
    await expectInvariants(db);
  });

  it('writes off the usage of a user whose account is closed', async () => {
    const user = await makeUser(db, { quota: 100 });
    const id = newId();
    await reserve(user, id, 60);
    await db.unitOfWork('admin').run(async (tx) => {
      await ledger.close(tx, user.userId, null, 'test');
    });
    await db.owner.query('DELETE FROM auth.users WHERE id = $1', [user.userId]);
    const before = await systemTotal('write_off');
    expect(await settle(id, 60)).toMatchObject({ charged: 0, shortfall: 60 });
    expect((await systemTotal('write_off')) - before).toBe(-60);
    await expectInvariants(db);
  });
});

describe('the API key of a request', () => {
  it('is refused by its owner, its state, model and address, each by its own code', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const verify = (key: string, rest = {}) => replicas[0]!.reservations.verify({ key, ...rest });
    const key = await makeKey(db, user, { models: 'gpt-4', allowIps: '192.0.2.1' });
    await expect(verify('sk-unknown')).rejects.toMatchObject({ code: 'API_KEY_UNKNOWN' });
    await expect(verify(key.key, { ip: '192.0.2.9' })).rejects.toMatchObject({ code: 'API_KEY_ADDRESS_REFUSED' });
    await expect(verify(key.key, { ip: '192.0.2.1', model: 'o1' })).rejects.toMatchObject({
      code: 'API_KEY_MODEL_REFUSED',
    });
    const use = { ip: '192.0.2.1', model: 'gpt-4' };
    expect(await verify(`Bearer sk-${key.key}`, use)).toMatchObject({
      user_id: user.userId,
      api_key_id: key.id,
      available: 1000,
    });
    await expect(verify(key.key, { ...use, estimate: 1001 })).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    await db.owner.query('UPDATE auth.api_keys SET status = 2 WHERE id = $1', [key.id]);
    await expect(verify(key.key, use)).rejects.toMatchObject({ code: 'API_KEY_DISABLED' });
  });

  it('reserves nothing for a disabled user on any replica, and settles what was reserved before', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const key = await makeKey(db, user);
    const id = newId();
    const ask = (request_id: string, on: number) =>
      replicas[on]!.reservations.reserve({ request_id, key: key.key, amount: 10 }, later());
    await ask(id, 0);
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [user.userId]);
    for (const on of [0, 1]) {
      await expect(ask(newId(), on)).rejects.toMatchObject({ code: 'API_KEY_USER_DISABLED' });
      await expect(reserve(user, newId(), 1, {}, on)).rejects.toMatchObject({ code: 'USER_DISABLED' });
    }
    expect(await settle(id, 8, 1)).toMatchObject({ charged: 8, balance: 992 });
    await expectInvariants(db);
  });

  it('stays within its budget of a window, reservations included, until the window ends', async () => {
    const user = await makeUser(db, { quota: 10_000 });
    const key = await makeKey(db, user);
    await db.as('auth').query(`SELECT ledger.set_budget('key', $1, 100, 'day', 'Europe/Berlin')`, [key.id]);
    const use = (amount: number, id = newId()) => reserve(user, id, amount, { api_key_id: key.id }).then(() => id);
    const open = await use(60);
    const refused = {
      code: 'API_KEY_BUDGET_EXHAUSTED',
      params: { scope: 'key_window', limit: 100, reserved: 60, remaining: 40 },
    };
    await expect(use(41)).rejects.toMatchObject(refused);
    await settle(open, 90);
    await expect(use(11)).rejects.toMatchObject({
      code: 'API_KEY_BUDGET_EXHAUSTED',
      params: { used: 90, remaining: 10 },
    });
    await db.owner.query(`UPDATE ledger.budgets SET resets_at = now() WHERE scope = 'key' AND id = $1`, [key.id]);
    await use(100);
    await expectInvariants(db);
  });
});

describe('usage without a reservation', () => {
  it('charges each record once, and refuses only the record that is wrong', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const key = await makeKey(db, user);
    const [a, b] = [newId(), newId()];
    const record = (request_id: string, amount: unknown) => ({ request_id, key: key.key, amount, model: 'm' });
    const records = [
      record(a, 10),
      record(a, 10),
      record(b, -1),
      { request_id: 'no key', amount: 1, model: 'm' },
      record(b, 5),
    ];
    const { results } = await replicas[0]!.settling.usage({ records }, later());
    expect(results.map(({ ok, code }) => code ?? ok)).toEqual([true, true, 'INVALID_VALUE', 'INVALID_PARAMETER', true]);
    expect(results[0]!.transaction_id).toBe(results[1]!.transaction_id);
    expect(await account(user)).toEqual({ balance: 985, reserved: 0 });
    await expectInvariants(db);
  });

  it('gives a receipt of what was reserved and settled to the relay and to the user, not to others', async () => {
    const [user, other] = [await makeUser(db, { quota: 1000 }), await makeUser(db)];
    const id = newId();
    await reserve(user, id, 300);
    expect(await replicas[1]!.receipts.read(id, user.userId)).toMatchObject({ state: 'reserved', reserved: 300 });
    await replicas[0]!.settling.settle(
      { request_id: id, amount: 120, model: 'gpt-4', prompt_tokens: 7, reference: 'mine', price: { group_ratio: 1.5 } },
      later(),
    );
    expect(await replicas[1]!.receipts.read(id, user.userId)).toMatchObject({
      ...{ state: 'settled', reserved: 300, amount: 120, charged: 120, shortfall: 0, balance_after: 880 },
      ...{ prompt_tokens: 7, reference: 'mine', price: { group_ratio: 1.5 } },
    });
    expect(await replicas[1]!.receipts.read(id, other.userId)).toBeUndefined();
  });
});
