// A client of the broker that sends any bytes and reports what it receives.
import { once } from 'node:events';
import { connect } from 'node:net';
import { buildPassword } from '@tollgate/testing/nats';

const PATIENCE_MS = 30_000;
const CRLF = '\r\n';

/**
 * The protocol's `PUB` frame.
 * @param {string} subject
 * @param {string} reply
 * @param {string | Buffer} payload
 * @param {number | string} [length] text for a length that is no number
 */
export function pub(subject, reply, payload, length = Buffer.byteLength(payload)) {
  return Buffer.concat([Buffer.from(`PUB ${subject} ${reply} ${length}${CRLF}`, 'latin1'), bytesOf(payload), END]);
}

/** The `HPUB` frame. It declares the lengths of `head` and `payload` if no others are given. */
export function hpub(subject, reply, head, payload, lengths = {}) {
  const [first, rest] = [bytesOf(head), bytesOf(payload)];
  const { header = first.length, total = first.length + rest.length } = lengths;
  const line = Buffer.from(`HPUB ${subject} ${reply} ${header} ${total}${CRLF}`, 'latin1');
  return Buffer.concat([line, first, rest, END]);
}

const END = Buffer.from(CRLF);
const bytesOf = (value) => (Buffer.isBuffer(value) ? value : Buffer.from(value));

/** One connection that is authenticated as an account. */
export class NatsWire {
  /** @type {import('node:net').Socket} */
  socket;
  closed = false;
  /** The error lines that the broker sent. */
  errors = [];
  #rest = Buffer.alloc(0);
  #hearers = new Map();
  #pongs = [];
  #serial = 0;

  static async open(port, account) {
    const wire = new NatsWire();
    wire.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    wire.socket.on('error', () => undefined);
    wire.socket.on('close', () => wire.#close());
    await once(wire.socket, 'connect');
    wire.socket.on('data', (chunk) => wire.#take(chunk));
    const options = {
      verbose: false,
      pedantic: false,
      headers: true,
      no_responders: true,
      user: account,
      pass: buildPassword(account),
    };
    wire.write(`CONNECT ${JSON.stringify(options)}${CRLF}`);
    if (!(await wire.flushed())) throw new Error(`the broker lets ${account} not in: ${wire.errors.join()}`);
    return wire;
  }

  write(bytes) {
    if (!this.closed) this.socket.write(bytes);
  }

  /** Subscribes. `hear` gets each message's subject, reply, head and payload; all but the payload are text. */
  listen(subject, hear, queue = '') {
    const sid = String((this.#serial += 1));
    this.#hearers.set(sid, hear);
    this.write(`SUB ${subject} ${queue} ${sid}${CRLF}`);
  }

  /** Whether the broker has read everything that was sent; false if it closed the connection instead. */
  flushed(ms = PATIENCE_MS) {
    if (this.closed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#pongs.push((isAlive) => {
        clearTimeout(timer);
        resolve(isAlive);
      });
      this.write(`PING${CRLF}`);
    });
  }

  end() {
    this.socket.destroy();
  }

  #close() {
    this.closed = true;
    for (const tell of this.#pongs.splice(0)) tell(false);
  }

  #take(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = this.#rest.indexOf(CRLF);
      if (end < 0) return;
      const line = this.#rest.toString('latin1', 0, end);
      const [verb, ...words] = line.split(' ');
      const isMessage = verb === 'MSG' || verb === 'HMSG';
      const from = end + CRLF.length;
      const size = isMessage ? Number(words.at(-1)) + CRLF.length : 0;
      if (this.#rest.length < from + size) return;
      const bytes = this.#rest.subarray(from, from + size);
      this.#rest = this.#rest.subarray(from + size);
      if (isMessage) this.#hear(verb, words, bytes.subarray(0, -CRLF.length));
      else if (verb === 'PING') this.write(`PONG${CRLF}`);
      else if (verb === 'PONG') this.#pongs.shift()?.(true);
      else if (verb === '-ERR') this.errors.push(line);
    }
  }

  #hear(verb, words, bytes) {
    const headed = verb === 'HMSG' ? Number(words.at(-2)) : 0;
    const places = words.length - (verb === 'HMSG' ? 2 : 1);
    const reply = places > 2 ? words[2] : undefined;
    const head = bytes.toString('latin1', 0, headed);
    this.#hearers.get(words[1])?.({ subject: words[0], reply, head, payload: bytes.subarray(headed) });
  }
}
