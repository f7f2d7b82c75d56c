import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppError, Caller } from '@tollgate/contracts';
import { natsIsHere, NatsServer } from '@tollgate/testing/nats';
import { Log } from '../log/log.js';
import { natsMesh } from './index.js';
import type { MeshClient, MeshServer, Message } from './mesh.js';

const caller: Caller = { ip: '127.0.0.1', userAgent: 'test', requestId: 'r1', locale: 'en' };
const message: Message = { operation: randomUUID(), caller, body: {} };
const SUBJECT = 'rpc.probe.word.say';
const SERVED = { ok: true, data: {} };

/** A client that sends raw bytes of the broker's protocol, because no client library would send them. */
class RawClient {
  private heard = '';
  private serial = 0;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => (this.heard += text));
  }

  static async open(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = new RawClient(socket);
    socket.write('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n');
    return client;
  }

  publish(subject: string, reply: string, head: string, payload: string | Buffer = ''): void {
    const [first, rest] = [Buffer.from(head), Buffer.from(payload)];
    this.socket.write(`HPUB ${subject} ${reply} ${first.length} ${first.length + rest.length}\r\n`);
    this.socket.write(Buffer.concat([first, rest, Buffer.from('\r\n')]));
  }

  /** Asks with a header block of its own; the reply. */
  async ask(head: string, payload = JSON.stringify(message)): Promise<unknown> {
    const inbox = `_INBOX.${randomUUID()}`;
    this.socket.write(`SUB ${inbox} ${(this.serial += 1)}\r\n`);
    this.publish(SUBJECT, inbox, head, payload);
    const told = await this.until(new RegExp(`MSG ${inbox} \\d+ \\d+\r\n([^\r]*)\r\n`));
    return JSON.parse(told[1] ?? '');
  }

  /** Answers the requests to `subject` by publishing to the place that `answer` gets. */
  answer(subject: string, answer: (reply: string) => void): void {
    const sid = (this.serial += 1);
    this.socket.write(`SUB ${subject} ${sid}\r\n`);
    this.socket.on('data', (text: string) => {
      for (const [, reply = ''] of text.matchAll(new RegExp(`HMSG \\S+ ${sid} (\\S+) `, 'g'))) answer(reply);
    });
  }

  async flush(): Promise<void> {
    this.heard = '';
    this.socket.write('PING\r\n');
    await this.until(/PONG/);
  }

  end(): void {
    this.socket.destroy();
  }

  private async until(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this.heard);
      if (found) return found;
      await once(this.socket, 'data');
    }
  }
}

(natsIsHere(4) ? describe : describe.skip)('frames that no client library sends', () => {
  let broker: NatsServer;
  let raw: RawClient;
  let server: MeshServer;
  let client: MeshClient;
  let executed = 0;
  const lines: string[] = [];
  const log = new Log('test', true, (line) => lines.push(line));

  beforeAll(async () => {
    broker = await NatsServer.start();
    raw = await RawClient.open(broker.port);
    const mesh = natsMesh({ url: broker.url }, { log });
    server = mesh.server('probe');
    const handler = async () => {
      executed += 1;
      return SERVED;
    };
    (server as unknown as { addHandler(pattern: string, handler: () => Promise<unknown>): void }).addHandler(
      SUBJECT,
      handler,
    );
    await new Promise<void>((resolve) => server.listen(() => resolve()));
    client = await mesh.client('gateway');
  });

  afterEach(() => {
    executed = 0;
    lines.length = 0;
  });

  afterAll(async () => {
    await client.close();
    await server.close();
    raw.end();
    await broker.kill();
  });

  const soon = () => Date.now() + 5000;
  const head = (...more: string[]) =>
    ['NATS/1.0', `X-Deadline: ${soon()}`, 'X-Request-Id: r1', ...more, '', ''].join('\r\n');
  const refused = (field: string) => ({ ok: false, error: { code: 'INVALID_PARAMETER', params: { field } } });
  const serves = () => client.request(SUBJECT, message, { deadline: soon(), requestId: 'r1' });

  it('are refused for their headers, which are never read where they are many', async () => {
    await expect(raw.ask(head())).resolves.toEqual(SERVED);
    const started = performance.now();
    for (const more of [
      Array.from({ length: 50_000 }, (_, i) => `${i}:`),
      [`${'X'.repeat(900_000)}: y`],
      ['X Y: z'],
      ['X\0: z'],
      ['密钥: z'],
    ]) {
      await expect(raw.ask(head(...more))).resolves.toEqual(refused('headers'));
    }
    await expect(serves()).resolves.toEqual(SERVED);
    expect(performance.now() - started).toBeLessThan(3000);
    const long = head().replace(': r1', `: ${'r'.repeat(300)}`);
    await expect(raw.ask(long)).resolves.toEqual(refused('X-Request-Id'));
    const large = JSON.stringify(message).padEnd(1_000_001);
    await expect(raw.ask(head(), large)).resolves.toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });
    expect(executed).toBe(2);
  }, 30_000);

  it('are not executed when what they name to answer to is no inbox', async () => {
    const before = server.stats().dropped;
    const places = ['_INBOX', '_INBOXES', '_INBOX.>', '_INBOX_gateway.*', '_INBOX_gateway.x\0', '_INBOX..x'];
    const all = [...places, `_INBOX.${'x'.repeat(1000)}`];
    for (const place of all) raw.publish(SUBJECT, place, head(), JSON.stringify(message));
    await raw.flush();
    await serves();
    expect([server.stats().dropped - before, executed]).toEqual([all.length, 1]);
  });

  it('are not accepted as answers: the caller learns at once that the outcome is unknown', async () => {
    const bad = Buffer.from([0xff, 0xfe]);
    const error = (value: object) => JSON.stringify({ ok: false, error: { code: 'INVALID_VALUE', ...value } });
    const forgeries: [string, string | Buffer][] = [
      ['NATS/1.0\r\n\r\n', bad],
      ['NATS/1.0\r\nX Y: z\r\n\r\n', '{"ok":true,"data":{}}'],
      [`NATS/1.0\r\n${'a:\r\n'.repeat(50_000)}\r\n`, '{"ok":true,"data":{}}'],
      ['NATS/1.0\r\n\r\n', '{"ok":true,"data":{}}'.padEnd(600_000)],
      ['NATS/1.0\r\n\r\n', error({ params: null })],
      ['NATS/1.0\r\n\r\n', error({ params: { field: {} } })],
      ['NATS/1.0\r\n\r\n', error({ params: { field: 'x'.repeat(5000) } })],
      ['NATS/1.0\r\n\r\n', error({ retryAfter: '1\r\nX: y' })],
      ['NATS/1.0\r\n\r\n', error({ retryAfter: 1e300 })],
    ];
    let next = 0;
    raw.answer('rpc.forged.word.say', (reply) => {
      const [first, payload] = forgeries[next] ?? ['', ''];
      next += 1;
      raw.publish(reply, '', first, payload);
    });
    await raw.flush();
    for (const [index] of forgeries.entries()) {
      const started = performance.now();
      const call = client.request('rpc.forged.word.say', message, { deadline: Date.now() + 4000, requestId: 'r1' });
      const told = await call.catch((thrown: AppError) => thrown.code);
      expect([index, told]).toEqual([index, 'OUTCOME_UNKNOWN']);
      expect(performance.now() - started).toBeLessThan(2000);
    }
    expect(lines).toEqual([]);
  }, 60_000);

  it('are logged once a second if they are events', async () => {
    const heard: unknown[] = [];
    client.subscribe('evt.probe.>', (payload) => heard.push(payload));
    await serves();
    for (let i = 0; i < 1000; i += 1) raw.publish('evt.probe.word.said', '', 'NATS/1.0\r\nX Y: z\r\n\r\n', '{');
    raw.publish('evt.probe.word.said', '', 'NATS/1.0\r\nX Y: z\r\n\r\n', '{"good":true}');
    await raw.flush();
    while (heard.length === 0) await serves();
    expect(heard).toEqual([{ good: true }]);
    expect(lines.length).toBeLessThan(10);
    expect(lines.join()).toContain('event refused');
  });
});
