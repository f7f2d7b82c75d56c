import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Records } from '@tollgate/audit-log';
import { type Identity } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { Jobs, type JobRun } from '@tollgate/platform/jobs';
import { Log } from '@tollgate/platform/log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { makeUser } from '@tollgate/testing/accounts';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { Webhook } from 'standardwebhooks';
import { DeliveriesRepository } from './deliveries.repository.js';
import { WebhookDeliveries } from './webhook-deliveries.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let db: TestDatabase;
let options: Options;
let service: WebhooksService;
let deliveries: WebhookDeliveries;
let receiver: Server;
let url = '';
let answer = 200;
let received: Received[] = [];
let context: RequestContext<Identity>;

beforeAll(async () => {
  db = await testDatabase();
  const database = db.as('admin');
  const secrets = new Secrets(['a secret for tests']);
  const log = new Log('test', true, () => undefined);
  options = new Options(database, secrets, log);
  await options.start();
  const sent = new DeliveriesRepository(database);
  const work = db.unitOfWork('admin');
  service = new WebhooksService(work, new WebhooksRepository(database), sent, new Records(), new Jobs(), secrets);
  deliveries = new WebhookDeliveries(sent, work, new Jobs(), options, secrets, log);
  const identity = await makeUser(db);
  await db.owner.query('UPDATE auth.users SET role = 100 WHERE id = $1', [identity.userId]);
  const caller = { ip: '192.0.2.1', userAgent: 'spec', requestId: 'r1', locale: 'zh' as const };
  context = {
    ...{ operation: randomUUID(), identity: { ...identity, role: 100 }, caller, deadline: Date.now() + 600_000 },
  };
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answer).end('text of the receiver');
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?token=hidden`;
});
afterAll(async () => {
  await options.stop();
  receiver.close();
  await db.close();
});
beforeEach(async () => {
  await db.owner.query('DELETE FROM admin.webhook_endpoints');
  await allowPrivate(true);
  received = [];
  answer = 200;
});

async function allowPrivate(allowed: boolean): Promise<void> {
  await db.owner.query(
    `INSERT INTO admin.options (key, value) VALUES ('WebhookAllowPrivateAddresses', $1)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    [String(allowed)],
  );
  await db.owner.query('UPDATE admin.option_version SET version = version + 1');
  await options.refresh();
}
/** Emits an event as billing does; the ids of its deliveries. */
async function emit(type: string, data: object = { user_id: 7 }): Promise<number[]> {
  const [last] = await db.owner.query<{ id: number }>(
    'SELECT coalesce(max(id), 0) AS id FROM admin.webhook_deliveries',
  );
  await db.as('billing').query('SELECT platform.emit($1, $2, $3)', [type, '7', JSON.stringify(data)]);
  const rows = await db.owner.query<{ id: number }>('SELECT id FROM admin.webhook_deliveries WHERE id > $1', [
    last!.id,
  ]);
  return rows.map(({ id }) => id);
}
const run = (isLast = false): JobRun => ({ attempt: 1, isLast, signal: undefined });
const deliver = (deliveryId: number, isLast = false) => deliveries.deliver({ deliveryId }, run(isLast));
const listed = async (id: number) => (await service.deliveries({ id, p: 1, page_size: 10 })).items;
const signed = ({ headers }: Received) => ({
  'webhook-id': String(headers['webhook-id']),
  'webhook-timestamp': String(headers['webhook-timestamp']),
  'webhook-signature': String(headers['webhook-signature']),
});

describe('a webhook', () => {
  it('is verified by the Standard Webhooks library, and by the old and the new secret during a rotation', async () => {
    const { id, secret } = await service.create({ url, events: ['order.paid'] }, context);
    const [first] = await emit('order.paid', { trade_no: 'A1' });
    await deliver(first!);
    expect(new Webhook(secret).verify(received[0]!.body, signed(received[0]!))).toMatchObject({
      type: 'order.paid',
      data: { trade_no: 'A1' },
    });
    expect(() => new Webhook(secret).verify(`${received[0]!.body} `, signed(received[0]!))).toThrow();
    const rotated = await service.rotate({ id }, context);
    const [second] = await emit('order.paid');
    await deliver(second!);
    for (const one of [secret, rotated.secret]) new Webhook(one).verify(received[1]!.body, signed(received[1]!));
    await service.rotate({ id, overlap_seconds: 0 }, context);
    const [third] = await emit('order.paid');
    await deliver(third!);
    expect(() => new Webhook(rotated.secret).verify(received[2]!.body, signed(received[2]!))).toThrow();
  });

  it('keeps its id over failed attempts, is parked after the last one, and can be sent again', async () => {
    const { id } = await service.create({ url, events: ['user.created'] }, context);
    const [delivery] = await emit('user.created');
    answer = 500;
    await expect(deliver(delivery!)).rejects.toThrow('answered 500');
    answer = 302;
    await deliver(delivery!, true);
    expect(await listed(id)).toMatchObject([{ state: 'parked', attempts: 2, status: 302, error: 'answered 302' }]);
    await deliver(delivery!);
    expect(received).toHaveLength(2);
    answer = 200;
    await service.resend({ id, delivery_id: delivery! }, context);
    await deliver(delivery!);
    expect(await listed(id)).toMatchObject([{ state: 'delivered', attempts: 3, status: 200, error: '' }]);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(JSON.stringify(await listed(id))).not.toContain('text of the receiver');
  });

  it('is written only if the transaction that causes it commits, and only for endpoints that asked for it', async () => {
    await service.create({ url, events: ['user.disabled', 'user.deleted'] }, context);
    const user = await makeUser(db);
    const disable = 'UPDATE auth.users SET status = 2 WHERE id = $1';
    await expect(
      db.unitOfWork('admin').run(async (tx) => {
        await tx.query(disable, [user.userId]);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    const types = async () =>
      (
        await db.owner.query<{ type: string }>('SELECT type FROM admin.webhook_events WHERE subject = $1 ORDER BY id', [
          String(user.userId),
        ])
      ).map(({ type }) => type);
    expect(await types()).toEqual([]);
    await db.as('admin').query(disable, [user.userId]);
    await db.as('admin').query('UPDATE auth.users SET deleted_at = now() WHERE id = $1', [user.userId]);
    expect(await types()).toEqual(['user.disabled', 'user.deleted']);
  });

  it('is not sent to private addresses unless the option allows it', async () => {
    const { id } = await service.create({ url, events: ['ledger.alarm'] }, context);
    await allowPrivate(false);
    const [delivery] = await emit('ledger.alarm');
    await expect(deliver(delivery!)).rejects.toThrow('not public');
    expect([received, (await listed(id))[0]!.status]).toEqual([[], undefined]);
  });

  it('disables an endpoint that failed for a day, parks what waits for it, and sends root a notice', async () => {
    const { id } = await service.create({ url, events: ['order.paid'] }, context);
    const [one, two] = [...(await emit('order.paid')), ...(await emit('order.paid'))];
    answer = 503;
    await expect(deliver(one!)).rejects.toThrow();
    expect((await service.list()).webhooks[0]).toMatchObject({ enabled: true });
    await db.owner.query(`UPDATE admin.webhook_endpoints SET failing_since = now() - interval '25 hours'`);
    await expect(deliver(one!)).rejects.toThrow();
    expect((await service.list()).webhooks[0]).toMatchObject({ enabled: false });
    await deliver(two!);
    expect((await listed(id))[0]).toMatchObject({ state: 'parked', error: 'the endpoint is disabled' });
    expect(await emit('order.paid')).toEqual([]);
    const [notice] = await db.owner.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM graphile_worker._private_jobs WHERE payload -> 'letter' ->> 'kind' = 'webhook_disabled'`,
    );
    expect(notice!.n).toBe(1);
    await service.update({ id, enabled: true }, context);
    expect((await service.list()).webhooks[0]).toMatchObject({ enabled: true });
  });
});

describe('the administration of webhooks', () => {
  it('refuses addresses and events that cannot be, and unknown ids', async () => {
    const create = (given: object) => service.create({ url, events: ['order.paid'], ...given }, context);
    for (const bad of ['ftp://example.com', 'no address', 'https://user:pass@example.com/'])
      await expect(create({ url: bad })).rejects.toMatchObject({ code: 'INVALID_VALUE', params: { field: 'url' } });
    for (const events of [[], ['order.unknown']])
      await expect(create({ events })).rejects.toMatchObject({ code: 'INVALID_VALUE', params: { field: 'events' } });
    await expect(service.rotate({ id: 999 }, context)).rejects.toMatchObject({ code: 'WEBHOOK_NOT_FOUND' });
    await expect(service.resend({ id: 999, delivery_id: 1 }, context)).rejects.toMatchObject({
      code: 'WEBHOOK_NOT_FOUND',
    });
  });

  it('keeps the secret sealed, and neither the secret nor the query of the address in the audit trail', async () => {
    const { id, secret } = await service.create({ url, events: ['order.paid'] }, context);
    const [row] = await db.owner.query<{ sealed: Buffer }>('SELECT sealed FROM admin.webhook_endpoints WHERE id = $1', [
      id,
    ]);
    expect(row!.sealed.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false);
    const values = await db.owner.query<{ detail: string }>('SELECT detail FROM admin.audit_values');
    const trail = JSON.stringify(values);
    expect(trail).toContain('/hook');
    expect([trail.includes(secret), trail.includes('hidden')]).toEqual([false, false]);
    expect(JSON.stringify(await service.list())).not.toContain(secret);
  });
});
