import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, type Identity, Int, rpc, Text } from '@tollgate/contracts';
import { type Service, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import type { Tx } from '../db/index.js';
import type { RequestContext } from '../rpc/index.js';
import { Idempotency } from './idempotency.js';

class Pay {
  @Int() amount: number;
  @Text() note: string;
}
class Paid {
  @Int() total: number;
  @Text() at: string;
}
const pay = rpc('rpc.billing.tests.pay', Pay, Paid, { access: 'user', idempotent: true, summary: 'Pays' });

const SERVICES: readonly Service[] = ['auth', 'billing', 'admin'];

let db: TestDatabase;
let idempotency: Idempotency;
beforeAll(async () => {
  db = await testDatabase();
  await db.owner.query('CREATE TABLE billing.test_payments (id bigint GENERATED ALWAYS AS IDENTITY, amount int)');
  await db.owner.query('GRANT ALL ON billing.test_payments TO tollgate_billing');
  idempotency = new Idempotency(db.unitOfWork('billing'));
});
beforeEach(() => db.owner.query('TRUNCATE billing.test_payments, platform.idempotency'));
afterAll(() => db.close());

function context(idempotencyKey?: string, userId = 7): RequestContext<Identity> {
  const identity: Identity = { userId, username: 'u', role: 1, status: 1, group: 'default', sessionId: 1 };
  const caller = { ip: '192.0.2.1', userAgent: '', requestId: 'r', locale: 'zh', idempotencyKey } as const;
  return { operation: randomUUID(), caller, identity, deadline: Date.now() + 5000 };
}

async function insert(tx: Tx, { amount }: Pay): Promise<Paid> {
  await tx.query('INSERT INTO billing.test_payments (amount) VALUES ($1)', [amount]);
  const [row] = await tx.query<Paid>('SELECT sum(amount)::int8 AS total, now()::text AS at FROM billing.test_payments');
  if (!row) throw new Error('no sum');
  return row;
}

const once = (key: string | undefined, request: Pay, userId?: number) =>
  idempotency.run(context(key, userId), pay, request, (tx) => insert(tx, request));

async function payments(): Promise<number> {
  const [row] = await db.owner.query<{ n: number }>('SELECT count(*) AS n FROM billing.test_payments');
  return row?.n ?? -1;
}

describe('Idempotency', () => {
  it('executes one of sixty identical requests; the others get CONFLICT while it runs, or the same reply byte for byte', async () => {
    const request = { amount: 5, note: 'x' };
    const twins = Array.from({ length: 60 }, () => once('k', request).then(JSON.stringify, (error: unknown) => error));
    const outcomes = await Promise.all(twins);
    const replies = outcomes.filter((outcome) => typeof outcome === 'string');
    const refusals = outcomes.filter((outcome) => outcome instanceof AppError);
    expect(await payments()).toBe(1);
    expect(new Set(replies).size).toBe(1);
    expect(replies.length + refusals.length).toBe(60);
    expect(new Set(refusals.map((refusal) => (refusal as AppError).code))).toEqual(
      refusals.length > 0 ? new Set(['IDEMPOTENCY_IN_PROGRESS']) : new Set(),
    );
    expect(JSON.stringify(await once('k', { note: 'x', amount: 5 }))).toBe(replies[0]);
  });

  it('tells a twin at once that the first one is still running', async () => {
    let finish = () => undefined as void;
    const held = new Promise<void>((resolve) => (finish = resolve));
    let begun = () => undefined as void;
    const started = new Promise<void>((resolve) => (begun = resolve));
    const request = { amount: 1, note: '' };
    const first = idempotency.run(context('slow'), pay, request, async (tx) => {
      begun();
      await held;
      return insert(tx, request);
    });
    await started;
    await expect(once('slow', request)).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', retryAfter: 1 });
    finish();
    expect(await first).toMatchObject({ total: 1 });
  });

  it('refuses a key that came with another body, and keeps users apart', async () => {
    await once('k', { amount: 1, note: '' });
    await expect(once('k', { amount: 2, note: '' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await once('k', { amount: 2, note: '' }, 8);
    expect(await payments()).toBe(2);
  });

  it('keeps a refusal, and undoes what was written before it', async () => {
    let calls = 0;
    const refuse = () =>
      idempotency.run(context('no'), pay, { amount: 1, note: '' }, async (tx) => {
        calls += 1;
        await insert(tx, { amount: 1, note: '' });
        throw new AppError('INVALID_PARAMETER', { field: 'amount' });
      });
    const refused = { code: 'INVALID_PARAMETER', params: { field: 'amount' } };
    await expect(refuse()).rejects.toMatchObject(refused);
    await expect(refuse()).rejects.toMatchObject(refused);
    expect({ calls, payments: await payments() }).toEqual({ calls: 1, payments: 0 });
  });

  it.each([new AppError('UNAVAILABLE', {}, { retryAfter: 1 }), new AppError('RATE_LIMITED'), new Error('bug')])(
    'does not keep what tells of the moment only: %s',
    async (failure) => {
      const request = { amount: 1, note: '' };
      await expect(idempotency.run(context('m'), pay, request, () => Promise.reject(failure))).rejects.toBe(failure);
      await once('m', request);
      expect(await payments()).toBe(1);
    },
  );

  it('forgets after 24 hours', async () => {
    await once('k', { amount: 1, note: '' });
    await once('other', { amount: 1, note: '' });
    await db.owner.query(`UPDATE platform.idempotency SET created_at = now() - interval '24 hours 1 second'`);
    await once('k', { amount: 9, note: '' });
    const rows = await db.owner.query<{ key: string }>('SELECT key FROM platform.idempotency');
    expect(rows).toEqual([{ key: 'k' }]);
    expect(await payments()).toBe(3);
  });

  it('runs each time without a key', async () => {
    await once(undefined, { amount: 1, note: '' });
    await once(undefined, { amount: 1, note: '' });
    expect(await payments()).toBe(2);
  });

  it.each(['', 'x'.repeat(256), 'ключ', 'a\nb'])('refuses the key %j', async (key) => {
    await expect(once(key, { amount: 1, note: '' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_INVALID' });
  });

  describe('keeps replies that are', () => {
    const REPLY = `{"total":5,"at":"a secret of the reply"}`;
    const keep = (service: Service, scope: string, key: string) =>
      db.as(service).query(
        `INSERT INTO platform.idempotency (scope, user_id, key, request_hash, state, reply)
         VALUES ($1, 7, $2, '', 'done', $3)`,
        [scope, key, REPLY],
      );
    const seenBy = (service: Service) => db.as(service).query('SELECT scope, reply FROM platform.idempotency');
    const all = () => db.owner.query('SELECT scope, state, reply FROM platform.idempotency ORDER BY scope');

    beforeEach(async () => {
      for (const service of SERVICES) await keep(service, `rpc.${service}.tests.pay`, 'k');
    });

    it.each(SERVICES)('read by the service that gave them alone: %s', async (service) => {
      expect(await seenBy(service)).toEqual([{ scope: `rpc.${service}.tests.pay`, reply: REPLY }]);
    });

    it.each(SERVICES)('neither forged, changed nor removed by another: %s', async (service) => {
      const before = await all();
      for (const other of SERVICES.filter((one) => one !== service)) {
        for (const scope of [`rpc.${other}.tests.pay`, `rpc.${other}`, `evt.${other}.${service}`, service, '']) {
          await expect(keep(service, scope, 'forged')).rejects.toMatchObject({ code: '42501' });
        }
        const overwrite = `INSERT INTO platform.idempotency (scope, user_id, key, request_hash, state, reply)
                           VALUES ($1, 7, 'k', '', 'done', 'forged')
                           ON CONFLICT (scope, user_id, key) DO UPDATE SET reply = excluded.reply`;
        await expect(db.as(service).query(overwrite, [`rpc.${other}.tests.pay`])).rejects.toMatchObject({
          code: '42501',
        });
      }
      const give = `UPDATE platform.idempotency SET scope = 'rpc.other.tests.pay'`;
      await expect(db.as(service).query(give)).rejects.toMatchObject({ code: '42501' });
      await db
        .as(service)
        .query(`UPDATE platform.idempotency SET reply = 'forged' WHERE scope NOT LIKE $1`, [`rpc.${service}.%`]);
      await db.as(service).query('DELETE FROM platform.idempotency WHERE scope NOT LIKE $1', [`rpc.${service}.%`]);
      expect(await all()).toEqual(before);
    });

    it('cleared away by it when they have expired', async () => {
      await db.owner.query(`UPDATE platform.idempotency SET created_at = now() - interval '25 hours'`);
      await once('new', { amount: 1, note: '' });
      const scopes = (await all()).map(({ scope }) => scope);
      expect(scopes).toEqual(['rpc.admin.tests.pay', 'rpc.auth.tests.pay', 'rpc.billing.tests.pay']);
      expect(await seenBy('billing')).toMatchObject([{ reply: expect.not.stringContaining('secret') }]);
    });

    it('found by an index when they have expired, however many of others have', async () => {
      await db.owner.query(
        `INSERT INTO platform.idempotency (scope, user_id, key, request_hash, state, reply, created_at)
         SELECT 'rpc.admin.tests.pay', 100 + n, 'k', '', 'done', '', now() - interval '25 hours' FROM generate_series(1, 5000) n`,
      );
      await db.owner.query('ANALYZE platform.idempotency');
      const plan = await db.as('billing').query(
        `EXPLAIN SELECT scope, user_id, key FROM platform.idempotency
          WHERE created_at <= now() - interval '24 hours' AND (scope, user_id, key) <> ('rpc.billing.tests.pay', 7, 'new')
          LIMIT 5 FOR UPDATE SKIP LOCKED`,
      );
      expect(JSON.stringify(plan)).toContain('idempotency_owner_created_at');
    });
  });
});
