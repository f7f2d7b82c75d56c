import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { addUser, authReplica, setOptions } from '../testing/replica.js';
import { QuotaNotices } from './quota-notices.js';

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let db: TestDatabase;
let replica: INestApplicationContext;
let receiver: Server;
let origin = '';
let answer = 200;
let received: Received[] = [];
let userId = 0;

beforeAll(async () => {
  db = await testDatabase();
  replica = await authReplica(db.as('auth'));
  userId = await addUser(db.owner, 'alice');
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      received.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer).end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await replica.close();
  receiver.close();
  await db.close();
});
beforeEach(async () => {
  await allow({ 'fetch_setting.allow_private_ip': 'true', 'fetch_setting.allowed_ports': '["1-65535"]' });
  received = [];
  answer = 200;
});

const allow = (values: Record<string, string>) => setOptions(db.owner, [replica], values);
async function notify(setting: object): Promise<void> {
  await db.owner.query('UPDATE auth.users SET setting = $2 WHERE id = $1', [userId, JSON.stringify(setting)]);
  await replica.get(QuotaNotices).notify({ userId, balance: 250_000 });
}

describe('a notice of a low balance', () => {
  it('goes to the webhook of the user, signed with the secret of the user', async () => {
    await notify({ notify_type: 'webhook', webhook_url: `${origin}/hook`, webhook_secret: 'mine', language: 'en' });
    const [{ headers, body }] = received as [Received];
    expect(JSON.parse(body)).toMatchObject({ type: 'quota_exceed', content: expect.stringContaining('0.5') });
    expect(headers['x-webhook-signature']).toBe(createHmac('sha256', 'mine').update(body).digest('hex'));
  });

  it('goes to Bark and to Gotify as the settings state', async () => {
    await notify({ notify_type: 'bark', bark_url: `${origin}/key/{{title}}/{{content}}?sound=x`, language: 'en' });
    await notify({ notify_type: 'gotify', gotify_url: `${origin}/g/`, gotify_token: 'T', gotify_priority: 8 });
    const [bark, gotify] = received as [Received, Received];
    expect(bark).toMatchObject({
      method: 'GET',
      path: expect.stringMatching(/^\/key\/New%20API%3A%20your[^/]*\/[^/]+\?sound=x$/),
    });
    expect(gotify).toMatchObject({ method: 'POST', path: '/g/message', headers: { 'x-gotify-key': 'T' } });
    expect(JSON.parse(gotify.body)).toMatchObject({ priority: 8 });
  });

  it('is not sent to private addresses or to ports and names that the options exclude, and is not tried again', async () => {
    const setting = { notify_type: 'webhook', webhook_url: `${origin}/hook` };
    await allow({ 'fetch_setting.allow_private_ip': 'false' });
    await notify(setting);
    await allow({ 'fetch_setting.allow_private_ip': 'true', 'fetch_setting.allowed_ports': '["443"]' });
    await notify(setting);
    await allow({ 'fetch_setting.allowed_ports': '["1-65535"]', 'fetch_setting.ip_list': '["127.0.0.0/8"]' });
    await notify(setting);
    await allow({ 'fetch_setting.ip_list': '[]', 'fetch_setting.domain_filter_mode': 'true' });
    await notify(setting);
    expect(received).toEqual([]);
    await allow({ 'fetch_setting.domain_filter_mode': 'false' });
    await notify(setting);
    expect(received).toHaveLength(1);
  });

  it('is tried again if the receiver fails, and ends if the receiver refuses it or the settings are incomplete', async () => {
    answer = 503;
    await expect(notify({ notify_type: 'webhook', webhook_url: `${origin}/hook` })).rejects.toThrow('answered 503');
    answer = 404;
    await notify({ notify_type: 'webhook', webhook_url: `${origin}/hook` });
    await notify({ notify_type: 'gotify', gotify_url: origin });
    await notify({});
    expect(received).toHaveLength(2);
  });
});
