import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError, type Identity } from '@tollgate/contracts';
import type { ChargeRequest } from '@tollgate/contracts/billing/usage';
import { ledger } from '@tollgate/ledger';
import { getBalances, makeUser } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { relayReplica, type RelayReplica } from '../testing/relay.js';
import { UsageService } from './usage.service.js';

let db: TestDatabase;
let replicas: RelayReplica[];
let services: UsageService[];
beforeAll(async () => {
  db = await testDatabase();
  replicas = await Promise.all([relayReplica(db), relayReplica(db)]);
  services = replicas.map(({ queue }) => new UsageService(queue));
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const charge = (who: Identity, request_id: string, amount: number, rest: Partial<ChargeRequest> = {}, on = 0) =>
  services[on]!.charge(
    { request_id, user_id: who.userId, amount, model: 'gpt-4', ...rest },
    { deadline: Date.now() + 30_000 },
  );
const getCodes = (all: PromiseSettledResult<unknown>[]) =>
  all.map((one) => (one.status === 'fulfilled' ? 'ok' : one.reason instanceof AppError ? one.reason.code : one.reason));
const count = (codes: unknown[], code: string) => codes.filter((one) => one === code).length;
const setKey = (id: number, who: Identity, remain: number, unlimited = false) =>
  db.as('auth').query('SELECT ledger.set_key($1, $2, $3, $4)', [id, who.userId, remain, unlimited]);
const readKey = async (id: number) =>
  (await db.owner.query('SELECT remain_quota, used_quota FROM ledger.keys WHERE key_id = $1', [id]))[0];
const logged = async (who: Identity) =>
  (
    await db.owner.query<{ n: number }>('SELECT count(*) AS n FROM admin.logs WHERE user_id = $1 AND type = 2', [
      who.userId,
    ])
  )[0]!.n;

describe('charging usage', () => {
  it('debits, counts and logs, and returns the new balance', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const reply = await charge(user, 'r1', 30, {
      prompt_tokens: 5,
      completion_tokens: 6,
      group: 'vip',
      use_time: 2,
      is_stream: true,
      channel_id: 3,
      other: '{"model_ratio":15}',
    });
    expect(reply).toMatchObject({ balance: 970, duplicate: false });
    const [counters] = await db.owner.query(
      'SELECT used_quota, request_count FROM ledger.counters WHERE user_id = $1',
      [user.userId],
    );
    expect(counters).toEqual({ used_quota: 30, request_count: 1 });
    const [line] = await db.owner.query(
      `SELECT type, username, model_name, quota, prompt_tokens, completion_tokens, "group", use_time, is_stream, channel_id,
              other, request_id FROM admin.logs WHERE user_id = $1 AND type = 2`,
      [user.userId],
    );
    expect(line).toEqual({
      type: 2,
      username: user.username,
      model_name: 'gpt-4',
      quota: 30,
      prompt_tokens: 5,
      completion_tokens: 6,
      group: 'vip',
      use_time: 2,
      is_stream: true,
      channel_id: 3,
      other: '{"model_ratio":15}',
      request_id: 'r1',
    });
    await expectInvariants(db);
  });

  it('charges one request id once: 50 racers over two replicas, and again after the reply was lost', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const racers = Array.from({ length: 50 }, (_, n) => charge(user, 'raced', 10, {}, n % 2));
    const replies = await Promise.all(racers);
    expect(replies.filter((reply) => !reply.duplicate)).toHaveLength(1);
    await charge(user, 'another', 5);
    const again = await charge(user, 'raced', 10, {}, 1);
    expect(again).toEqual({ ...replies.find((reply) => reply.duplicate)!, duplicate: true });
    expect(new Set(replies.map((reply) => reply.transaction_id)).size).toBe(1);
    expect(again.balance).toBe(990);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 985 });
    expect(await logged(user)).toBe(2);
    await expectInvariants(db);
  });

  it('200 parallel charges of 7 from 1000 never go below zero: exactly as many as fit', async () => {
    const user = await makeUser(db, { quota: 1000 });
    const all = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => charge(user, `fit-${n}`, 7, {}, n % 2)));
    const codes = getCodes(all);
    expect(count(codes, 'ok')).toBe(142);
    expect(count(codes, 'INSUFFICIENT_QUOTA')).toBe(58);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 6 });
    expect(await logged(user)).toBe(142);
    await expectInvariants(db);
  });

  it('names the limit that stopped it, and spends a key exactly', async () => {
    const user = await makeUser(db, { quota: 1000 });
    await setKey(101, user, 95);
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) => charge(user, `key-${n}`, 10, { api_key_id: 101 }, n % 2)),
    );
    const codes = getCodes(all);
    expect([count(codes, 'ok'), count(codes, 'API_KEY_QUOTA_EXHAUSTED')]).toEqual([9, 41]);
    expect(await readKey(101)).toEqual({ remain_quota: 5, used_quota: 90 });
    await expect(charge(user, 'too-much', 5000, { api_key_id: 101 })).rejects.toMatchObject({
      code: 'INSUFFICIENT_QUOTA',
      params: { balance: 910, key_remaining: 5 },
    });
    expect(await charge(user, 'the-rest', 5, { api_key_id: 101 })).toMatchObject({ key_remaining: 0, balance: 905 });
    await expectInvariants(db);
  });

  it('returns the remainder to a relay that served more than there is, until all of it is charged', async () => {
    const user = await makeUser(db, { quota: 95 });
    /** As docs/relays.md has it: the rest, under an id of its own, as often as others are faster. */
    const served = async (id: string, amount: number, on: number) => {
      for (let [due, ref] = [amount, id]; ; ref = `${id}:rest`) {
        try {
          await charge(user, ref, due, {}, on);
          return due;
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'INSUFFICIENT_QUOTA')) throw error;
          due = Number(error.params.balance);
          if (due === 0) return 0;
        }
      }
    };
    const charged = await Promise.all(Array.from({ length: 40 }, (_, n) => served(`served-${n}`, 10, n % 2)));
    expect(charged.reduce((sum, amount) => sum + amount, 0)).toBe(95);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0 });
    await expect(charge(user, 'nothing-left', 1)).rejects.toMatchObject({ params: { balance: 0 } });
    await expectInvariants(db);
  });

  it('counts an unlimited key without a limit, and refuses the key of another user', async () => {
    const user = await makeUser(db, { quota: 1000 });
    await setKey(102, user, 0, true);
    const reply = await charge(user, 'unlimited', 700, { api_key_id: 102 });
    expect(reply).not.toHaveProperty('key_remaining');
    expect(await readKey(102)).toEqual({ remain_quota: 0, used_quota: 700 });
    const other = await makeUser(db, { quota: 1000 });
    await expect(charge(other, 'stolen', 1, { api_key_id: 102 })).rejects.toMatchObject({ code: 'API_KEY_NOT_FOUND' });
    await expect(charge(other, 'unknown', 1, { api_key_id: 999_999 })).rejects.toMatchObject({
      code: 'API_KEY_NOT_FOUND',
    });
    await expect(setKey(102, other, 5)).rejects.toMatchObject({ code: 'TG002' });
  });

  it('answers a repeated request also if its user was removed since', async () => {
    const user = await makeUser(db, { quota: 10 });
    const before = [await charge(user, 'gone-0', 0), await charge(user, 'gone-4', 4)];
    await db.unitOfWork('admin').run(async (tx) => {
      await ledger.close(tx, user.userId, null, '');
      await tx.query('DELETE FROM auth.users WHERE id = $1', [user.userId]);
    });
    const again = [await charge(user, 'gone-0', 0), await charge(user, 'gone-4', 4)];
    const [first, second] = before.map(({ transaction_id }) => ({ transaction_id, duplicate: true }));
    expect(again).toEqual([
      { ...first, balance: 0 },
      { ...second, balance: 6 },
    ]);
    await expectInvariants(db);
  });

  it('refuses duplicates, unknown users and users without quota without harm to the other charges of the batch', async () => {
    const rich = await makeUser(db, { quota: 1000 });
    const poor = await makeUser(db, { quota: 5 });
    const stranger = { ...poor, userId: 987_654_321 };
    await charge(rich, 'mixed-0', 1);
    const all = await Promise.allSettled([
      charge(rich, 'mixed-0', 1),
      charge(rich, 'mixed-0', 2),
      charge(poor, 'mixed-1', 3),
      charge(poor, 'mixed-2', 3),
      charge(stranger, 'mixed-3', 3),
      charge(rich, 'mixed-4', 9),
      charge(rich, 'mixed-4', 9),
      charge(poor, 'mixed-5', 2),
    ]);
    expect(getCodes(all)).toEqual([
      'ok',
      'USAGE_CONFLICT',
      'ok',
      'INSUFFICIENT_QUOTA',
      'ACCOUNT_NOT_FOUND',
      'ok',
      'ok',
      'ok',
    ]);
    expect(await getBalances(db, rich.userId)).toMatchObject({ quota: 990 });
    expect(await getBalances(db, poor.userId)).toMatchObject({ quota: 0 });
    await expectInvariants(db);
  });

  it('charges one of two users who send one request id concurrently, and the other charges of the batch pass', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [one, two, third] = await Promise.all([1, 2, 3].map(() => makeUser(db, { quota: 10 })));
      const all = await Promise.allSettled([
        charge(one!, `shared-${round}`, 1, {}, 0),
        charge(two!, `shared-${round}`, 1, {}, 1),
        charge(third!, `alone-${round}`, 1, {}, 0),
      ]);
      expect(getCodes(all).sort()).toEqual(['USAGE_CONFLICT', 'ok', 'ok']);
      expect(all[2]!.status).toBe('fulfilled');
    }
    await expectInvariants(db);
  });

  it('counts and logs a charge of 0 once', async () => {
    const user = await makeUser(db);
    const replies = [await charge(user, 'free', 0), await charge(user, 'free', 0)];
    expect(replies.map((reply) => [reply.balance, reply.duplicate])).toEqual([
      [0, false],
      [0, true],
    ]);
    expect(await logged(user)).toBe(1);
    await expectInvariants(db);
  });

  it('writes no log line while LogConsumeEnabled is off, and charges all the same', async () => {
    await db.owner.query(`INSERT INTO admin.options (key, value) VALUES ('LogConsumeEnabled', 'false')`);
    const user = await makeUser(db, { quota: 10 });
    await charge(user, 'silent', 4);
    expect(await logged(user)).toBe(0);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 6 });
    await db.owner.query(`DELETE FROM admin.options WHERE key = 'LogConsumeEnabled'`);
  });
});
