// Broken messages on the bus, from accounts that may connect.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, headers as natsHeaders } from '@nats-io/transport-node';
import fc from 'fast-check';
import { ERRORS } from '@tollgate/contracts';
import { GuardedNats, buildPassword } from '@tollgate/testing/nats';
import { startPlatform } from '@tollgate/testing/platform';
import { expectInvariants } from '@tollgate/testing/database';
import { FORGERIES, ForgedBus } from './bus-forged.mjs';
import { CONTRACTS, messageFor } from './bus-messages.mjs';
import { RawBus } from './bus-raw.mjs';
import { LEAK } from './judge.mjs';
import { Memory } from './memory.mjs';
import { NormalClient } from './normal-client.mjs';
import { People } from './people.mjs';

const AT_ONCE = 32;
/** After this many messages, users that were deleted or disabled are created again. */
const ROUND = 1000;
const WARM = 10_000;
const SPELL_MS = 2000;
const PATIENCE_MS = 20_000;
const NO_RESPONDERS = 503;
/** For each of this many messages, one reply of each service is forged. */
const FORGED_PART = 100;
const LONGEST_LINE = 8000;
/** The number of lines that the processes log when they receive no messages. */
const FEW_LINES = 1000;
const LOST = 'lost the message broker';
/** Without root, because root may change settings that name hosts and the fuzzer must not call other machines. */
const ROLES = ['guest', 'user', 'admin'];
const ALLOWED_RELAY = ['rpc.auth.api_key.verify', 'rpc.billing.usage.charge'];

/** One account's connection, and the replies to what was sent on it. */
class Sender {
  inbox = '';
  /** @type {import('@nats-io/transport-node').NatsConnection} */
  connection;
  #waiting = new Map();
  #serial = 0;

  static async open(nats, account) {
    const sender = new Sender();
    const name = account.split('-')[0];
    sender.inbox = `_INBOX_${name}.${randomUUID()}`;
    sender.connection = await connect({
      servers: `127.0.0.1:${nats.server.port}`,
      user: account,
      pass: buildPassword(account),
      inboxPrefix: `_INBOX_${name}`,
    });
    sender.connection.subscribe(`${sender.inbox}.*`, { callback: (_, message) => sender.#hear(message) });
    await sender.connection.flush();
    return sender;
  }

  /** The reply's text. Null if the subject has no subscriber, undefined if no reply came in time. */
  ask({ subject, payload, deadline }, ms = PATIENCE_MS) {
    const id = String((this.#serial += 1));
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, undefined), ms);
      this.#waiting.set(id, { resolve, timer });
      this.connection.publish(subject, payload, { reply: `${this.inbox}.${id}`, headers: headersOf(deadline) });
    });
  }

  tell({ subject, payload, deadline }, reply) {
    this.connection.publish(subject, payload, { reply, headers: headersOf(deadline) });
  }

  #hear(message) {
    const id = message.subject.slice(this.inbox.length + 1);
    this.#settle(id, message.headers?.code === NO_RESPONDERS ? null : message.string());
  }

  #settle(id, text) {
    const { resolve, timer } = this.#waiting.get(id) ?? {};
    clearTimeout(timer);
    this.#waiting.delete(id);
    resolve?.(text);
  }
}

function headersOf(deadline) {
  const headers = natsHeaders();
  if (deadline !== undefined) headers.set('X-Deadline', deadline);
  return headers;
}

/** Sends `total` broken messages while a normal client works. */
export async function run({ total, seed, only, slack, report }) {
  const contracts = CONTRACTS.filter(({ subject }) => subject.includes(only));
  const nats = await GuardedNats.start();
  const env = {
    // forged answers are recognized by the request id, so the client's id is trusted
    TRUSTED_PROXIES: '127.0.0.1',
    // the limit is never reached, but the gateway subscribes to the counts of other replicas
    GLOBAL_API_RATE_LIMIT_ENABLE: 'true',
    GLOBAL_API_RATE_LIMIT: '1000000',
    GLOBAL_API_RATE_LIMIT_DURATION: '1',
  };
  const platform = await startPlatform({ mesh: 'nats', getNatsUrl: (service) => nats.urlOf(`${service}-a`), env });
  const people = new People(platform);
  const gateway = await Sender.open(nats, 'gateway-a');
  const relay = await Sender.open(nats, 'relay-a');
  const memory = new Memory(platform);
  const raw = new RawBus(nats, report);
  const forged = new ForgedBus({ platform, nats, people, seed, slack, report });
  const codes = new Map();
  const begun = Date.now();
  let done = 0;
  // replies that a message tried to publish as the event of a service
  gateway.connection.subscribe('evt.>', {
    callback: (_, message) => {
      if (message.string().includes('"ok":')) report(`a service answered on ${message.subject}`, message.string());
    },
  });

  const credentialOf = (role) => {
    const { cookie = '', 'new-api-user': userId } = people.headersOf(role);
    if (!cookie) return undefined;
    return {
      session: createHash('sha256').update(cookie.slice('session='.length)).digest('base64url'),
      userId: Number(userId),
    };
  };

  async function attempt({ contract, role, broken, isRefused, encode }) {
    const message = encode(credentialOf(role));
    const about = {
      role,
      broken: JSON.stringify(broken).slice(0, 200),
      message: message.payload.toString().slice(0, 600),
    };
    if (broken.kind === 'event') return gateway.tell(message);
    if (broken.kind === 'no inbox') return gateway.tell(message, broken.reply);
    const mayRelay = ALLOWED_RELAY.includes(contract.subject) && broken.kind !== 'unknown subject';
    const sender = mayRelay && role === 'guest' ? relay : gateway;
    const replies = await Promise.all([sender.ask(message), ...(broken.kind === 'twice' ? [sender.ask(message)] : [])]);
    for (const text of replies) {
      const fault = faultOf(text, contract, broken, isRefused);
      if (fault) report(`${contract.subject}, ${broken.kind}: ${fault}`, { ...about, text: text?.slice(0, 300) });
    }
  }

  /** The fault of a reply as text, or undefined if there is none. */
  function faultOf(text, contract, { kind }, isRefused) {
    if (kind === 'unknown subject') return text === null ? undefined : 'somebody listens';
    if (text === undefined) return 'no reply';
    if (text === null) return 'nobody listens';
    const reply = JSON.parse(text);
    const code = reply.ok === true ? 'ok' : reply.error?.code;
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (code === 'ok') return isRefused ? 'was carried out' : undefined;
    if (!Object.hasOwn(ERRORS, code)) return `answers ${code}`;
    if (code === 'INTERNAL') return 'fails inside';
    const leak = LEAK.exec(text);
    return leak ? `leaks ${leak[0]}` : undefined;
  }

  function* messages(round) {
    const size = Math.ceil(ROUND / contracts.length);
    const lists = contracts.map((contract, i) =>
      fc.sample(messageFor(contract, ROLES), { numRuns: size, seed: seed + round * contracts.length + i }),
    );
    for (let i = 0; i < size; i += 1) for (const list of lists) yield list[i];
  }

  try {
    const normal = await NormalClient.start(platform, report);
    for (let round = 0; done < total; round += 1) {
      await people.renew();
      normal.now('calm');
      await sleep(SPELL_MS);
      normal.now('besieged');
      const queue = messages(round);
      const worker = async () => {
        for (const message of queue) {
          if (done >= total) return;
          done += 1;
          await attempt(message);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      await raw.round(round % 2 === 0 ? 'gateway' : 'relay');
      normal.now('calm');
      if (done >= WARM) memory.note();
      console.log(`${done} messages, ${memory}`);
    }
    await hush(gateway, relay, platform, nats, report);
    await normal.stop(slack);
    await raw.judge(platform.db);
    await forged.run(Math.max(2 * FORGERIES.length, Math.round(total / FORGED_PART)));
    const told = readLogs(platform, done + raw.sent + forged.forged, report);
    await expectInvariants(platform.db);
    memory.judge(report);
    const held = `${memory}`;
    const { status } = await fetch(new URL('/api/status', platform.origin));
    if (status !== 200) report('the platform serves no more', {});
    const answers = listed(codes);
    const seconds = Math.round((Date.now() - begun) / 1000);
    return {
      done,
      lines: [
        `${done} messages to ${contracts.length} subjects in ${seconds} s: ${answers}`,
        `${raw.sent} frames: ${listed(raw.outcomes)}; ${forged.forged} forged answers: ${listed(forged.answers)}`,
        held,
        `${normal}; ${told}`,
      ],
    };
  } finally {
    await gateway.connection.close();
    await relay.connection.close();
    await platform.close();
    await nats.kill();
  }
}

const listed = (counts) => JSON.stringify(Object.fromEntries([...counts].sort((a, b) => b[1] - a[1])));

/**
 * Checks the logs of all processes: no errors, no lost connection to the broker, no line beyond `LONGEST_LINE` characters,
 * and not more lines than messages were sent.
 */
function readLogs({ processes }, sent, report) {
  for (const { target, lines } of processes) {
    for (const line of lines) {
      if (line.level === 'error') report(`${target} logged an error: ${line.message ?? line.event}`, line);
      if (line.event === LOST) report(`${target} lost the bus`, line);
    }
  }
  const count = processes.reduce((sum, { told }) => sum + told.lines, 0);
  const longest = Math.max(...processes.map(({ told }) => told.longest));
  const summary = `${count} lines logged, the longest of ${longest} characters`;
  if (longest > LONGEST_LINE || count > sent + FEW_LINES) report('too much is logged', summary);
  return summary;
}

/**
 * Sends valid messages without an inbox, or from an account without the permission. They should have no effect. The same
 * message sent correctly is the control and should be carried out.
 */
async function hush(gateway, relay, platform, nats, report) {
  const register = (username) => ({
    subject: 'rpc.auth.sign_up.register',
    payload: JSON.stringify({
      operation: randomUUID(),
      caller: { ip: '127.0.0.1', userAgent: 'fuzz', requestId: 'fuzz', locale: 'en' },
      body: { username, password: 'correct horse battery' },
    }),
    deadline: String(Date.now() + 15_000),
  });
  for (const reply of [undefined, 'x', 'evt.auth.word.said', 'rpc.auth.session.login'])
    gateway.tell(register(`hushed${Math.random()}`.slice(0, 12)), reply);
  void relay.ask(register('hushed-rly'), 1000);
  const control = await gateway.ask(register('control'));
  if (!control || !JSON.parse(control).ok) report('the control was not carried out', control);
  await sleep(500);
  const made = await platform.db.owner.query(`SELECT username FROM auth.users WHERE username LIKE 'hushed%'`);
  if (made.length > 0) report('a message without an inbox, or of somebody who may not ask, was carried out', made);
}
