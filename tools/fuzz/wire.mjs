// A client that sends bytes instead of requests and reports what it receives.
import { connect } from 'node:net';

const PATIENCE_MS = 30_000;
const PIECES = 40;

/** The answers in the bytes that a server sent, in order. `rest` is the part after the last complete answer. */
export function answersIn(bytes) {
  const answers = [];
  let text = bytes.toString('latin1');
  for (;;) {
    const end = text.indexOf('\r\n\r\n');
    const start = /^HTTP\/1\.1 (\d{3}) /.exec(text);
    if (end < 0 || !start) return { answers, rest: text };
    const [, ...lines] = text.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.split(':', 1)[0].toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const status = Number(start[1]);
    const interim = status < 200;
    const body = interim || status === 204 ? { text: '', end: end + 4 } : bodyIn(text, end + 4, headers);
    if (!body) return { answers, rest: text };
    answers.push({ status, headers, interim, text: body.text });
    text = text.slice(body.end);
  }
}

function bodyIn(text, from, headers) {
  if (headers['transfer-encoding'] === 'chunked') return chunksIn(text, from);
  // without a length the body ends with the connection, which `answersIn` cannot see
  const length = Number(headers['content-length'] ?? 0);
  return text.length < from + length ? undefined : { text: text.slice(from, from + length), end: from + length };
}

function chunksIn(text, from) {
  let whole = '';
  for (let at = from; ;) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = parseInt(text.slice(at, line), 16);
    if (text.length < line + size + 4) return undefined;
    whole += text.slice(line + 2, line + 2 + size);
    at = line + size + 4;
    if (size === 0) return { text: whole, end: at };
  }
}

/** One connection and everything that was received on it. */
export class Wire {
  /** @type {import('node:net').Socket} */
  socket;
  closed = false;
  /** Whether the server sent a FIN; false if it reset the connection. */
  ended = false;
  #chunks = [];
  #watchers = new Set();

  static async open(port) {
    const wire = new Wire();
    wire.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    wire.socket.on('data', (chunk) => wire.#hear(chunk));
    wire.socket.on('end', () => wire.#hear(undefined));
    wire.socket.on('error', () => undefined);
    wire.socket.on('close', () => wire.#close());
    await new Promise((resolve, reject) => wire.socket.once('connect', resolve).once('error', reject));
    return wire;
  }

  get received() {
    return answersIn(Buffer.concat(this.#chunks));
  }

  /** Sends bytes in one segment, in two, or in many small ones. Returns false if the connection is closed. */
  async send(bytes, how = 'whole') {
    const data = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'latin1');
    const size = {
      whole: data.length,
      halves: Math.ceil(data.length / 2),
      drops: Math.max(1, Math.ceil(data.length / PIECES)),
    }[how];
    for (let at = 0; at < data.length; at += size) {
      if (this.closed) return false;
      await new Promise((resolve) => this.socket.write(data.subarray(at, at + size), resolve));
      if (size < data.length) await new Promise((resolve) => setImmediate(resolve));
    }
    return !this.closed;
  }

  /**
   * Waits until `isEnough` accepts what was received or the server closes. Returns false if neither happens in time.
   * @param {(received: ReturnType<typeof answersIn>) => boolean} [isEnough]
   */
  until(isEnough = () => false, ms = PATIENCE_MS) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), ms);
      const done = (result) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve(result);
      };
      const look = () => {
        if (this.closed || this.ended || isEnough(this.received)) done(true);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Sends a FIN, so that the server knows that no more bytes follow. */
  halfClose() {
    this.socket.end();
  }

  reset() {
    this.socket.resetAndDestroy();
  }

  #hear(chunk) {
    if (chunk) this.#chunks.push(chunk);
    else this.ended = true;
    for (const look of [...this.#watchers]) look();
  }

  #close() {
    this.closed = true;
    for (const look of [...this.#watchers]) look();
  }
}
