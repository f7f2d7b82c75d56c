// Many clients that are slow on purpose.
import { setTimeout as sleep } from 'node:timers/promises';
import { Wire } from './wire.mjs';

const DRIPPING = 500;
const SLOW_BODIES = 50;
const NEVER_READING = 20;
const FLOOD = 100;
const DRIP_MS = 1000;
/** The server allows 10 s for the headers and checks every 5 s. The rest is for a busy machine. */
const HEADERS_END_MS = 30_000;

const HEAD = 'GET /api/status HTTP/1.1\r\nHost: x\r\n';
const BODY = 'POST /api/user/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{';
/** Requests for the API reference, each answered with 1.5 MB. */
const HUNGRY = 'GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(100);

export class Siege {
  #port;
  #report;
  #wires = [];
  #over = false;

  constructor(port, report) {
    this.#port = port;
    this.#report = report;
  }

  /** Attacks the server while `work` runs. If `isToEnd`, also until the server has closed the connections with slow headers. */
  async hold(work, isToEnd) {
    const dripping = await this.#open(DRIPPING, HEAD);
    const bodies = await this.#open(SLOW_BODIES, BODY);
    for (const wire of await this.#open(NEVER_READING, '')) {
      wire.socket.pause();
      wire.socket.write(HUNGRY);
    }
    const drips = [this.#drip(dripping, (n) => `X-${n}: a\r\n`), this.#drip(bodies, () => ' '), this.#flood()];
    try {
      await work();
      if (isToEnd) await this.#areGone(dripping);
    } finally {
      this.#over = true;
      await Promise.all(drips);
      for (const wire of this.#wires) wire.reset();
    }
  }

  async #areGone(dripping) {
    const end = Date.now() + HEADERS_END_MS;
    while (dripping.some(isOpen) && Date.now() < end) await sleep(100);
    const open = dripping.filter(isOpen).length;
    if (open > 0) this.#report('those who drip headers stay', { open });
    const got = new Set(dripping.map(({ received }) => received.answers.map(({ status }) => status).join()));
    if ([...got].join() !== '408') this.#report('those who drip headers are not told', [...got]);
  }

  async #open(count, bytes) {
    const wires = await Promise.all(Array.from({ length: count }, () => Wire.open(this.#port)));
    this.#wires.push(...wires);
    for (const wire of wires) wire.socket.write(bytes);
    return wires;
  }

  async #drip(wires, textOf) {
    for (let n = 0; !this.#over; n += 1) {
      for (const wire of wires) if (isOpen(wire)) wire.socket.write(textOf(n));
      await sleep(DRIP_MS);
    }
  }

  /** Connections that are reset as soon as they are open, half of them with a request in flight. */
  async #flood() {
    while (!this.#over) {
      const wires = await Promise.all(Array.from({ length: FLOOD }, () => Wire.open(this.#port)));
      for (const [i, wire] of wires.entries()) {
        if (i % 2 === 0) wire.socket.write(`${HEAD}\r\n`);
        wire.reset();
      }
      await sleep(DRIP_MS);
    }
  }
}

function isOpen(wire) {
  return !wire.closed && !wire.ended;
}
