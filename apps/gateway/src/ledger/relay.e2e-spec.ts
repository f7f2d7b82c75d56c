import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError, type Caller } from '@tollgate/contracts';
import { apiKeysRpc } from '@tollgate/contracts/auth/api-keys';
import { type ChargeRequest, type Charged, usageRpc } from '@tollgate/contracts/billing/usage';
import { hashSecret } from '@tollgate/platform/access';
import { Log } from '@tollgate/platform/log';
import { type MeshClient, natsMesh, RpcClient } from '@tollgate/platform/rpc';
import { expectInvariants } from '@tollgate/testing/database';
import { natsIsHere } from '@tollgate/testing/nats';
import { type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** A relay on the bus, written independently of the product: it charges usage and repeats the request until it gets an answer. */
const caller: Caller = { ip: '127.0.0.1', userAgent: 'relay', requestId: 'relay', locale: 'zh' };
const AGAIN = new Set(['UNAVAILABLE', 'OUTCOME_UNKNOWN', 'OVERLOADED']);
const QUOTA = 10_000;

(natsIsHere(11) ? describe : describe.skip)('a relay on NATS', () => {
  let platform: TestPlatform;
  let mesh: MeshClient;
  let relay: RpcClient;
  let user: HttpClient;
  let user_id: number;

  beforeAll(async () => {
    platform = await startPlatform({ mesh: 'nats' });
    const root = platform.client();
    await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
    await root.logIn('root', 'password123');
    await root.put('/api/option/', { key: 'QuotaForNewUser', value: String(QUOTA) });
    user = platform.client();
    user_id = await user.signUp('spender');
    mesh = await natsMesh({ url: platform.nats!.url }, { log: new Log('relay', false, () => undefined) }).client(
      'relay',
    );
    relay = new RpcClient(mesh);
  }, 120_000);
  afterAll(async () => {
    await expectInvariants(platform.db);
    await mesh.close();
    await platform.close();
  });

  const charge = (request: Partial<ChargeRequest>) =>
    relay.call(usageRpc.charge, { user_id, model: 'gpt-4', amount: 10, ...request } as ChargeRequest, caller);

  /** Repeats a charge until its outcome is known. */
  async function certainly(request: Partial<ChargeRequest>): Promise<Charged> {
    for (;;) {
      try {
        return await charge(request);
      } catch (error) {
        if (!(error instanceof AppError && AGAIN.has(error.code))) throw error;
        await sleep(100);
      }
    }
  }
  const quota = async () => (await user.get<{ data: { quota: number } }>('/api/user/self')).body.data.quota;

  it('charges once for a request id if many requests with it arrive at once', async () => {
    const replies = await Promise.all(Array.from({ length: 50 }, () => charge({ request_id: 'raced' })));
    expect(replies.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(replies.map(({ balance }) => balance))).toEqual(new Set([QUOTA - 10]));
    expect(await quota()).toBe(QUOTA - 10);
  });

  it.each([-1, 1.5, 2 ** 53, 1e300, '10', null, [10], undefined])('is refused the amount %j', async (amount) => {
    await expect(charge({ request_id: 'bad', amount: amount as number })).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID_/),
    });
  });

  it('charges exactly while billing is killed and restarted', async () => {
    const before = await quota();
    const billing = platform.processes.find(({ target }) => target === 'billing')!;
    const all = Array.from({ length: 300 }, async (_, n) => {
      await sleep(n * 10);
      return certainly({ request_id: `killed-${n}`, amount: 7 });
    });
    for (let kill = 0; kill < 3; kill += 1) {
      await sleep(500 + kill * 150);
      await billing.kill();
      await billing.up();
    }
    const replies = await Promise.all(all);
    expect(new Set(replies.map(({ transaction_id }) => transaction_id)).size).toBe(300);
    expect(await quota()).toBe(before - 300 * 7);
  }, 120_000);

  it('charges the rest of a balance for served usage, and is refused for users without a balance', async () => {
    await user.post('/api/token/', { name: 'relayed', unlimited_quota: true });
    const { body: page } = await user.get<{ data: { items: { id: number; key: string }[] } }>('/api/token/');
    const { id: api_key_id, key } = page.data.items[0]!;
    const verify = () => relay.call(apiKeysRpc.verify, { key_hash: hashSecret(key).toString('base64url') }, caller);
    const left = await quota();
    expect(await verify()).toMatchObject({ user_id, user_quota: left });

    const served = { request_id: 'more-than-all', api_key_id };
    const refusal = await charge({ ...served, amount: left + 1 }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'INSUFFICIENT_QUOTA', params: { balance: left } });
    const { balance: amount } = (refusal as AppError).params;
    const rest = { ...served, request_id: 'more-than-all:rest', amount: Number(amount) };
    expect(await charge(rest)).toMatchObject({ balance: 0, duplicate: false });
    expect(await charge(rest)).toMatchObject({ balance: 0, duplicate: true });

    await expect(verify()).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA', params: { balance: 0 } });
    await expect(charge({ request_id: 'one-more', amount: 1 })).rejects.toMatchObject({ params: { balance: 0 } });
    const holder = platform.client();
    holder.token = `sk-${key}`;
    for (const path of ['/dashboard/billing/subscription', '/v1/dashboard/billing/usage', '/api/usage/token']) {
      expect(await holder.get(path)).toMatchObject({ status: 200 });
    }
    const { body: log } = await holder.get<{ data: { quota: number }[] }>('/api/log/token', { query: { key } });
    expect(log.data).toMatchObject([{ quota: left }]);
  });
});
