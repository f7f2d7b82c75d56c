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

/**
 * New API's limit on all calls of one address, over all gateways: each counts exactly, tells the others ten times a
 * second what it let through, and counts what they tell. Replicas may together let through what arrives within that
 * tenth of a second too many. Losing the mesh leaves each its own count; what was not told meanwhile is never told.
 */
export class GlobalLimiter {
  private readonly window: SlidingWindow | null;
  private readonly replica = randomUUID();
  private untold = new Map<string, number>();
  private stops: (() => void)[] = [];
  private readonly refused: ThrottledLog;

  constructor(
    limit: HttpConfig['globalLimit'],
    private readonly mesh: MeshClient,
    log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.refused = new ThrottledLog((fields) => log.warn('limits event refused', fields));
    this.window = limit && limit.count > 0 ? new SlidingWindow(limit.count, limit.seconds) : null;
  }

  /** Begins to tell and to listen. */
  start(): void {
    const { window } = this;
    if (!window) return;
    const telling = setInterval(() => this.tell(), GOSSIP_MS).unref();
    const sweeping = setInterval(() => window.sweep(this.now()), SWEEP_MS).unref();
    this.stops = [
      () => clearInterval(telling),
      () => clearInterval(sweeping),
      this.mesh.subscribe(limitsCounted.subject, (payload) => this.hear(payload)),
    ];
  }

  stop(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  /**
   * Counts a call.
   * @throws AppError RATE_LIMITED with the seconds until the next one is possible; a refused call is not counted
   */
  take(key: string): void {
    if (!this.window) return;
    const wait = this.window.take(key, this.now());
    if (wait > 0) throw new AppError('RATE_LIMITED', {}, { retryAfter: wait });
    this.untold.set(key, (this.untold.get(key) ?? 0) + 1);
  }

  private tell(): void {
    if (this.untold.size === 0) return;
    const all = [...this.untold];
    this.untold = new Map();
    // counts are of the moment: told when the mesh is back, those of an outage would all land in the window of then
    if (!this.mesh.connected()) return;
    for (let i = 0; i < all.length; i += MAX_KEYS) {
      const counts = Object.fromEntries(all.slice(i, i + MAX_KEYS));
      this.mesh.publish(limitsCounted.subject, { replica: this.replica, counts });
    }
  }

  private hear(payload: unknown): void {
    try {
      const { replica, counts } = accept(CountedRequests, payload);
      if (replica === this.replica) return;
      for (const [key, many] of Object.entries(counts)) {
        if (Number.isSafeInteger(many) && many > 0) this.window?.add(key, many, this.now());
      }
    } catch (error) {
      this.refused.note({ subject: limitsCounted.subject, error });
    }
  }
}
