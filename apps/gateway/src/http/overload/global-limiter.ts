import { randomUUID } from 'node:crypto';
import { accept, AppError } from '@tollgate/contracts';
import { CountedRequests, limitsCounted } from '@tollgate/contracts/gateway/limits';
import { type Log, ThrottledLog } from '@tollgate/platform/log';
import type { MeshClient } from '@tollgate/platform/rpc';
import type { HttpConfig } from '../request/http-config.js';
import { SlidingWindow } from './sliding-window.js';

const GOSSIP_MS = 100;
const SWEEP_MS = 60_000;
/** Keys in one message: well below a megabyte. */
const MAX_KEYS = 5_000;
/** Callbacks of one address in the duration of the limit: 33 a second for three minutes. */
const MAX_CALLBACKS = 6_000;
/** Begins the keys of callbacks in messages between gateways. */
const CALLBACK = 'callback:';

/**
 * New API's limit on all calls of one address, across all gateways. Each gateway counts exactly and sends its counts to the
 * others ten times a second. So the replicas together may exceed the limit by the calls of a tenth of a second. While the
 * mesh is down each gateway has only its own count, and the counts of the outage are never sent.
 */
export class GlobalLimiter {
  private readonly window: SlidingWindow | null;
  private readonly callbacks: SlidingWindow | null;
  private readonly replica = randomUUID();
  private unsent = new Map<string, number>();
  private stops: (() => void)[] = [];
  private readonly refused: ThrottledLog;

  constructor(
    limit: HttpConfig['globalLimit'],
    private readonly mesh: MeshClient,
    log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.refused = new ThrottledLog((fields) => log.warn('limits event refused', fields));
    const applies = limit !== null && limit.count > 0;
    this.window = applies ? new SlidingWindow(limit.count, limit.seconds) : null;
    this.callbacks = applies ? new SlidingWindow(Math.max(MAX_CALLBACKS, limit.count), limit.seconds) : null;
  }

  /** Begins to send and to receive counts. */
  start(): void {
    const { window, callbacks } = this;
    if (!window || !callbacks) return;
    const sending = setInterval(() => this.send(), GOSSIP_MS).unref();
    const sweeping = setInterval(() => [window, callbacks].forEach((one) => one.sweep(this.now())), SWEEP_MS).unref();
    this.stops = [
      () => clearInterval(sending),
      () => clearInterval(sweeping),
      this.mesh.subscribe(limitsCounted.subject, (payload) => this.receive(payload)),
    ];
  }

  stop(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  /**
   * Counts a call.
   * @throws AppError RATE_LIMITED with the seconds until the next call is possible; refused calls are not counted
   */
  take(key: string): void {
    this.count(this.window, key);
  }

  /**
   * Counts a callback of a payment provider, apart from the calls of people: a provider delivers many orders from one address and
   * repeats what was refused.
   * @throws AppError RATE_LIMITED
   */
  takeCallback(key: string): void {
    this.count(this.callbacks, CALLBACK + key);
  }

  private count(window: SlidingWindow | null, key: string): void {
    if (!window) return;
    const wait = window.take(key, this.now());
    if (wait > 0) throw new AppError('RATE_LIMITED', {}, { retryAfter: wait });
    this.unsent.set(key, (this.unsent.get(key) ?? 0) + 1);
  }

  private send(): void {
    if (this.unsent.size === 0) return;
    const all = [...this.unsent];
    this.unsent = new Map();
    // counts belong to their moment: if those of an outage were sent later, they would all fall into that later window
    if (!this.mesh.connected()) return;
    for (let i = 0; i < all.length; i += MAX_KEYS) {
      const counts = Object.fromEntries(all.slice(i, i + MAX_KEYS));
      this.mesh.publish(limitsCounted.subject, { replica: this.replica, counts });
    }
  }

  private receive(payload: unknown): void {
    try {
      const { replica, counts } = accept(CountedRequests, payload);
      if (replica === this.replica) return;
      for (const [key, many] of Object.entries(counts)) {
        const window = key.startsWith(CALLBACK) ? this.callbacks : this.window;
        if (Number.isSafeInteger(many) && many > 0) window?.add(key, many, this.now());
      }
    } catch (error) {
      this.refused.note({ subject: limitsCounted.subject, error });
    }
  }
}
