import { AppError } from '@tollgate/contracts';
import { type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { Log } from '../log/log.js';
import { MIN_TIME_MS, type MeshOptions } from './limits.js';
import { waitAtMost } from '../time/index.js';
import { traced, tracingIsOn } from '../tracing/index.js';
import { noted, buildSpanAttributes } from './mesh-span.js';
import type {
  Carrier,
  DirectHandler,
  MeshContext,
  Message,
  MeshHeaders,
  MeshServer,
  Reply,
  ServerStats,
} from './mesh.js';
import { type Packet, readHeaders, readMessage, writeReply } from './wire.js';
import { FairQueue } from './fair-queue.js';

const DRAIN_MS = 10_000;
const CONCURRENCY = 128;
const WAITING = 512;
const HELD_BYTES = 64 * 1024 * 1024;

const BUSY: Reply = { ok: false, error: { code: 'OVERLOADED', retryAfter: 1 } };
const TOO_LATE: Reply = { ok: false, error: { code: 'UNAVAILABLE', retryAfter: 1 } };

/**
 * The part that all answering sides share, on every transport. It never executes a packet that cannot be answered or whose
 * deadline is over, works on a bounded number concurrently and refuses more at once, always answers, and drains when it closes.
 */
export abstract class AnsweringSide extends Server implements MeshServer {
  protected readonly log: Log;
  protected reconnects = 0;
  private readonly work: FairQueue;
  private readonly drainMs: number;
  private readonly mostBytes: number;
  /** Of the packets taken and not answered yet. */
  private heldBytes = 0;
  private readonly direct = new Map<string, DirectHandler>();
  private readonly counts = { shed: 0, stale: 0, dropped: 0 };
  private state: 'new' | 'held' | 'serving' | 'suspended' | 'closed' = 'new';
  /** Joining and leaving, one after the other. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    protected readonly service: string,
    options: MeshOptions,
  ) {
    super();
    const { concurrency = CONCURRENCY, waiting = WAITING, heldBytes = HELD_BYTES } = options;
    const { drainMs = DRAIN_MS, log = new Log(service) } = options;
    this.work = new FairQueue({ concurrency, waiting });
    this.mostBytes = heldBytes;
    this.drainMs = drainMs;
    this.log = log;
  }

  protected abstract readonly carrier: Carrier;
  /** Connects; settles once requests may be taken. */
  protected abstract connect(): Promise<void>;
  /** Starts to take requests. */
  protected abstract join(): Promise<void>;
  /** Stops to take requests; settles when those already on their way have been received. */
  protected abstract leave(): Promise<void>;
  protected abstract disconnect(): Promise<void>;
  /** True while the mesh can be reached. */
  protected abstract reachable(): boolean;

  listen(callback: (error?: unknown) => void): void {
    this.start().then(
      () => callback(),
      (error: unknown) => callback(error),
    );
  }

  connected(): boolean {
    return this.state === 'serving' && this.reachable();
  }

  async suspend(): Promise<void> {
    if (this.state === 'new') this.state = 'held';
    if (this.state !== 'serving') return;
    this.state = 'suspended';
    this.log.warn('stopped taking requests');
    await this.inTurn(() => this.leave());
  }

  resume(): void {
    if (this.state === 'held') this.state = 'new';
    if (this.state !== 'suspended') return;
    this.state = 'serving';
    this.log.info('takes requests again');
    this.inTurn(() => this.join()).catch((error: unknown) =>
      this.log.error('could not take requests again', { error }),
    );
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return;
    const joined = this.state === 'serving';
    this.state = 'closed';
    await waitAtMost(joined ? this.inTurn(() => this.leave()) : this.turn, this.drainMs);
    await waitAtMost(this.work.idle(), this.drainMs);
    if (this.work.running > 0) this.log.error('ended before all requests were answered', { count: this.work.running });
    await waitAtMost(this.disconnect(), this.drainMs);
  }

  stats(): ServerStats {
    const { running, waiting } = this.work;
    return { connected: this.connected(), reconnects: this.reconnects, running, waiting, ...this.counts };
  }

  handleDirectly(subject: string, handler: DirectHandler): void {
    this.direct.set(subject, handler);
  }

  /** Whether a subject has a direct handler. */
  protected hasDirect(subject: string): boolean {
    return this.direct.has(subject);
  }

  /** Runs a request of the same process by the subject's direct handler. */
  protected runDirectly(subject: string, message: Message, headers: MeshHeaders): Promise<Reply> {
    const handler = this.direct.get(subject);
    if (!handler) return Promise.reject(new Error(`${subject} has no direct handler`));
    return new Promise((resolve, reject) => {
      const task = async () => {
        if (this.isLate(headers)) return resolve(TOO_LATE);
        await handler(message, { headers }).then(resolve, reject);
      };
      this.work.offer(task, () => {
        this.counts.shed += 1;
        resolve(BUSY);
      });
    });
  }

  on(): never {
    throw new Error('a mesh has no transport events: ask connected() and stats()');
  }

  unwrap<T>(): T {
    throw new Error('a mesh hides its connection');
  }

  /** Takes one packet. Never throws: it is called from a reader that would die of it. */
  protected receive(handler: MessageHandler, packet: Packet): void {
    const respond = packet.respond;
    if (!respond) {
      this.counts.dropped += 1;
      return;
    }
    const reply = (answer: Reply) => this.deliver(respond, packet.subject, answer);
    let headers: MeshHeaders;
    try {
      headers = readHeaders(packet);
    } catch (error) {
      return reply(refusal(error));
    }
    const shed = () => {
      this.counts.shed += 1;
      reply(BUSY);
    };
    // a full house of the largest packets would be more than the process may take
    if (this.heldBytes + packet.size > this.mostBytes) return shed();
    this.heldBytes += packet.size;
    const release = () => {
      this.heldBytes -= packet.size;
    };
    const task = async () => {
      const answer = await this.answer(handler, packet, headers);
      release();
      reply(answer);
    };
    this.work.offer(task, () => {
      release();
      shed();
    });
  }

  private async start(): Promise<void> {
    await this.connect();
    if (this.state === 'held') this.state = 'suspended';
    if (this.state !== 'new') return;
    this.state = 'serving';
    await this.inTurn(() => this.join());
  }

  /** Never rejects. */
  private answer(handler: MessageHandler, packet: Packet, headers: MeshHeaders): Promise<Reply> {
    if (!tracingIsOn()) return this.answerUntraced(handler, packet, headers);
    const { subject } = packet;
    return traced(
      () => ({
        name: subject,
        kind: 'SERVER',
        parent: headers.traceparent ?? '',
        attributes: {
          ...buildSpanAttributes(this.carrier, subject, 'process'),
          'tollgate.request_id': headers.requestId,
        },
      }),
      async () => noted(await this.answerUntraced(handler, packet, headers)),
    );
  }

  /** Whether too little time is left to begin a request; counts it then. */
  private isLate(headers: MeshHeaders): boolean {
    if (headers.deadline - Date.now() < MIN_TIME_MS) {
      this.counts.stale += 1;
      return true;
    }
    return false;
  }

  private async answerUntraced(handler: MessageHandler, packet: Packet, headers: MeshHeaders): Promise<Reply> {
    if (this.isLate(headers)) return TOO_LATE;
    try {
      const message = readMessage(() => packet.text());
      const direct = this.direct.get(packet.subject);
      return await (direct ? direct(message, { headers }) : this.handle(handler, message, { headers }));
    } catch (error) {
      if (!(error instanceof AppError))
        this.log.error('handler failed', { requestId: headers.requestId, subject: packet.subject, error });
      return refusal(error);
    }
  }

  /** Runs a handler between Nest's processing hooks. */
  private handle(handler: MessageHandler, message: object, context: MeshContext): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.onProcessingStartHook(this.transportId as never, context as never, async () => {
        try {
          const result: unknown = await handler(message, context);
          resolve((isObservable(result) ? await lastValueFrom(result) : result) as Reply);
        } catch (error) {
          reject(error);
        } finally {
          this.onProcessingEndHook?.(this.transportId as never, context as never);
        }
      });
    });
  }

  private deliver(respond: (reply: string) => void, subject: string, answer: Reply): void {
    try {
      respond(this.write(answer, subject));
    } catch (error) {
      // the connection is gone, so the caller cannot be reached
      this.log.warn('could not answer', { subject, error });
    }
  }

  private write(answer: Reply, subject: string): string {
    try {
      return writeReply(answer);
    } catch (error) {
      this.log.error('reply cannot be sent', { subject, error });
      return writeReply(refusal(error));
    }
  }

  private inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.turn.then(step);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

function refusal(error: unknown): Reply {
  if (!(error instanceof AppError)) return { ok: false, error: { code: 'INTERNAL' } };
  return { ok: false, error: { code: error.code, params: error.params, retryAfter: error.retryAfter } };
}
