// Raw frames to the broker, from accounts that may connect.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS } from '@tollgate/contracts';
import { FRAMES } from './bus-frames.mjs';
import { LEAK } from './judge.mjs';
import { NatsWire } from './nats-wire.mjs';

const AT_ONCE = 8;
const PATIENCE_MS = 20_000;
/** How long to wait for an answer if none is expected. */
const SILENCE_MS = 300;
/** The subject for each account. The relay's subject does not accept a sign-up, so every frame from the relay is refused. */
const TARGETS = { gateway: 'rpc.auth.sign_up.register', relay: 'rpc.billing.usage.charge' };

export class RawBus {
  /** The number of frames by outcome. */
  outcomes = new Map();
  sent = 0;
  /** Sign-ups that may have been carried out. */
  #done = new Set();
  #serial = 0;

  constructor(nats, report) {
    this.port = nats.server.port;
    this.report = report;
  }

  /** Every kind of frame once. */
  async round(account = 'gateway') {
    const queue = FRAMES.values();
    const worker = async () => {
      for (const frame of queue) await this.#attempt(frame, account);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Reports frames that were carried out although they should not be, and a run in which no frame was carried out. */
  async judge(db) {
    const rows = await db.owner.query(`SELECT username FROM auth.users WHERE username LIKE 'frame%'`);
    const made = new Set(rows.map(({ username }) => username));
    const wrong = [...made].filter((username) => !this.#done.has(username));
    if (wrong.length > 0) this.report('a frame that is no message was carried out', wrong.slice(0, 10));
    if (made.size === 0) this.report('no frame was carried out: this shows nothing', [...this.outcomes]);
  }

  async #attempt({ name, bytes, may, mayBeDone = false }, account) {
    const username = `frame${(this.#serial += 1)}`;
    const inbox = `_INBOX_${account}.${randomUUID()}.1`;
    const context = {
      subject: TARGETS[account],
      reply: inbox,
      deadline: String(Date.now() + 15_000),
      payload: JSON.stringify({
        operation: randomUUID(),
        caller: { ip: '127.0.0.1', userAgent: 'fuzz', requestId: 'fuzz', locale: 'en' },
        body: { username, password: 'correct horse battery' },
      }),
    };
    const allowed = may.map((outcome) => (account === 'gateway' ? outcome : outcome.replace('done', 'refused')));
    if (mayBeDone) this.#done.add(username);
    const wire = await NatsWire.open(this.port, `${account}-a`);
    try {
      const answer = new Promise((resolve) => wire.listen(inbox, resolve));
      wire.write(bytes(context));
      this.sent += 1;
      const isAlive = await wire.flushed();
      const isCut = !isAlive || wire.errors.length > 0;
      const isDue = !isCut && (may.includes('done') || may.includes('refused'));
      const message = isCut ? undefined : await Promise.race([answer, sleep(isDue ? PATIENCE_MS : SILENCE_MS)]);
      const outcome = isCut ? 'cut' : this.#outcomeOf(message, name);
      this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
      if (outcome === 'done') this.#done.add(username);
      if (!allowed.includes(outcome)) {
        const text = message?.payload.toString().slice(0, 300);
        this.report(`a frame, ${name}, from a ${account}: ${outcome}, not ${may.join(' or ')}`, {
          text,
          errors: wire.errors.map((error) => error.slice(0, 200)),
        });
      }
    } finally {
      wire.end();
    }
  }

  #outcomeOf(message, name) {
    if (!message) return 'silence';
    if (message.head.startsWith('NATS/1.0 503')) return 'nobody';
    const text = message.payload.toString();
    const leak = LEAK.exec(text);
    if (leak) this.report(`a frame, ${name}: leaks ${leak[0]}`, text.slice(0, 300));
    const reply = JSON.parse(text);
    if (reply.ok === true) return 'done';
    const code = reply.error?.code;
    if (code === 'INTERNAL' || !Object.hasOwn(ERRORS, code)) return `answers ${code}`;
    return 'refused';
  }
}
