import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@tollgate/contracts';
import { Log } from '../log/log.js';
import { Breaker } from './breaker.js';
import type { MeshOptions } from './limits.js';
import { traced, traceparent, tracingIsOn } from '../tracing/index.js';
import type { Carrier, ClientStats, MeshClient, MeshHeaders, Message, Reply } from './mesh.js';
import { noted, buildSpanAttributes } from './mesh-span.js';
import { getService } from './subjects.js';
import { readReply, writeMessage } from './wire.js';

const RETRY_MS = 100;

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/** The subject had no subscriber, so the request was not delivered. */
class Undelivered extends Error {}
/** The deadline passed without a reply. */
class TimedOut extends Error {}

/**
 * The part that all calling sides share, on every transport: a deadline for each call, a breaker for each service, one retry if
 * the subject had no subscriber (nothing was delivered, so nothing can happen twice), and different errors for "perhaps
 * executed" and "not executed".
 */
export abstract class CallingSide implements MeshClient {
  protected readonly log: Log;
  protected reconnects = 0;
  protected closing = false;
  private readonly pending = new Map<string, Pending>();
  private readonly breakers = new Map<string, Breaker>();
  private emptied: (() => void) | undefined;
  private lastId = 0;

  constructor(service: string, options: MeshOptions) {
    this.log = options.log ?? new Log(service);
  }

  protected abstract readonly carrier: Carrier;
  abstract connected(): boolean;
  abstract publish(subject: string, payload: unknown): void;
  abstract subscribe(subject: string, on: (payload: unknown, subject: string) => void): () => void;
  /** Sends a request. Its reply, or its failure, is handed over by `settle` under `id`, or `undelivered` is called. */
  protected abstract dispatch(id: string, subject: string, text: string, headers: MeshHeaders): void;
  protected abstract disconnect(): Promise<void>;

  request(subject: string, message: Message, headers: MeshHeaders): Promise<Reply> {
    if (!tracingIsOn()) return this.send(subject, message, headers);
    return traced(
      () => ({
        name: `send ${subject}`,
        kind: 'CLIENT',
        attributes: buildSpanAttributes(this.carrier, subject, 'send'),
      }),
      async () => noted(await this.send(subject, message, { ...headers, traceparent: traceparent() })),
    );
  }

  private async send(subject: string, message: Message, headers: MeshHeaders): Promise<Reply> {
    const breaker = this.getBreaker(subject);
    if (!this.connected() || this.closing) throw unavailable();
    if (breaker.wait() > 0) throw unavailable();
    const text = writeMessage(message);
    try {
      const reply = await this.exchange(subject, text, headers);
      breaker.succeeded();
      return reply;
    } catch (error) {
      if (error instanceof Undelivered || error instanceof TimedOut) breaker.failed();
      if (error instanceof Undelivered) throw unavailable(error);
      if (error instanceof TimedOut) throw new AppError('OUTCOME_UNKNOWN', {}, { cause: error });
      throw error;
    }
  }

  /** Runs a request of the same process under its deadline and the breaker of its service. */
  protected async exchangeDirectly(subject: string, headers: MeshHeaders, run: () => Promise<Reply>): Promise<Reply> {
    const breaker = this.getBreaker(subject);
    if (this.closing || breaker.wait() > 0) throw unavailable();
    try {
      const answer = await new Promise<Reply>((resolve, reject) => {
        const id = this.expect(headers, resolve, reject);
        run().then(
          (arrived) => this.take(id)?.resolve(arrived),
          (error: unknown) => this.take(id)?.reject(error),
        );
      });
      breaker.succeeded();
      return answer;
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error;
      breaker.failed();
      throw new AppError('OUTCOME_UNKNOWN', {}, { cause: error });
    }
  }

  stats(): ClientStats {
    const told = [...this.breakers].map(([name, breaker]) => [name, breaker.isSeenOpen ? 'open' : 'closed']);
    return {
      connected: this.connected(),
      pending: this.pending.size,
      reconnects: this.reconnects,
      breakers: Object.fromEntries(told) as ClientStats['breakers'],
    };
  }

  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    if (this.pending.size > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
    await this.disconnect();
  }

  /** A reply arrived. Late ones are dropped: their caller has been answered. */
  protected settle(id: string, text: string): void {
    try {
      const reply = readReply(text);
      this.take(id)?.resolve(reply);
    } catch (error) {
      this.unreadable(id, error);
    }
  }

  /** The packet is not a valid reply: the request was executed, but its result is unknown. */
  protected unreadable(id: string, cause: unknown): void {
    this.take(id)?.reject(new AppError('OUTCOME_UNKNOWN', {}, { cause }));
  }

  protected undelivered(id: string): void {
    this.take(id)?.reject(new Undelivered('nobody listens'));
  }

  /** The request cannot be sent at all. */
  protected refuse(id: string, error: unknown): void {
    this.take(id)?.reject(unavailable(error));
  }

  protected isPending(id: string): boolean {
    return this.pending.has(id);
  }

  /** The connection is gone, so no reply can come, and no call waits for one. */
  protected lose(): void {
    for (const id of [...this.pending.keys()]) this.take(id)?.reject(new AppError('OUTCOME_UNKNOWN'));
  }

  private async exchange(subject: string, text: string, headers: MeshHeaders): Promise<Reply> {
    try {
      return await this.attempt(subject, text, headers);
    } catch (error) {
      if (!(error instanceof Undelivered) || headers.deadline - Date.now() < 2 * RETRY_MS) throw error;
      await sleep(RETRY_MS);
      if (!this.connected()) throw error;
      return this.attempt(subject, text, headers);
    }
  }

  private attempt(subject: string, text: string, headers: MeshHeaders): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const id = this.expect(headers, resolve, reject);
      try {
        this.dispatch(id, subject, text, headers);
      } catch (error) {
        this.take(id)?.reject(error);
      }
    });
  }

  /** Registers a call until its reply or its deadline. Returns its id. */
  private expect(headers: MeshHeaders, resolve: Pending['resolve'], reject: Pending['reject']): string {
    const id = (this.lastId += 1).toString(36);
    // Node keeps timers of one length in one list, so a timer for each call is cheap
    const left = Math.max(0, headers.deadline - Date.now());
    const timer = setTimeout(() => this.take(id)?.reject(new TimedOut('no reply in time')), left);
    this.pending.set(id, { resolve, reject, timer });
    return id;
  }

  private take(id: string): Pending | undefined {
    const call = this.pending.get(id);
    if (!call) return undefined;
    this.pending.delete(id);
    clearTimeout(call.timer);
    if (this.pending.size === 0) this.emptied?.();
    return call;
  }

  private getBreaker(subject: string): Breaker {
    const service = getService(subject);
    const known = this.breakers.get(service);
    if (known) return known;
    const breaker = new Breaker();
    this.breakers.set(service, breaker);
    return breaker;
  }
}

function unavailable(cause?: unknown): AppError {
  return new AppError('UNAVAILABLE', {}, { retryAfter: 1, cause });
}
