import type { Caller, WireError } from '@tollgate/contracts';
import type { CustomTransportStrategy } from '@nestjs/microservices';

/** The headers of a message. */
export interface MeshHeaders {
  /** Epoch milliseconds after which the caller no longer waits for the answer. */
  readonly deadline: number;
  readonly requestId: string;
  /** W3C Trace Context of the calling span, where there is one. */
  readonly traceparent?: string;
}

/** The body of every request on the mesh. */
export interface Message {
  /**
   * Names this one call. The caller generates it, so a message that is delivered twice is recognised by it. Unlike a request id
   * it cannot be chosen from outside.
   */
  readonly operation: string;
  readonly caller: Caller;
  readonly body: unknown;
}

/** The body of every reply: always one of these two, never undefined, never an exception. */
export type Reply = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: WireError };

/** The context argument that Nest hands to a handler, the same on every mesh. */
export interface MeshContext {
  readonly headers: MeshHeaders;
}

/** The calling side of a mesh. */
export interface MeshClient {
  /**
   * Sends a request and waits for the reply until the deadline.
   * @throws AppError UNAVAILABLE (certainly not executed), OVERLOADED, BODY_TOO_LARGE, or OUTCOME_UNKNOWN (perhaps executed)
   */
  request(subject: string, message: Message, headers: MeshHeaders): Promise<Reply>;
  /** Tells an event to every subscriber that happens to listen, at most once; while the broker is away it is dropped. */
  publish(subject: string, payload: unknown): void;
  /** Listens to an event subject (wildcards as in NATS); returns the way to stop. */
  subscribe(subject: string, on: (payload: unknown, subject: string) => void): () => void;
  /**
   * Calls a handler in the same process without copying the request and the reply through JSON. The caller must not change the
   * message afterwards, and the handler must build a new reply.
   * @returns undefined if no handler of the subject is in this process, so that `request` has to be used
   * @throws AppError as `request` does
   */
  callDirectly?(subject: string, message: Message, headers: MeshHeaders): Promise<Reply> | undefined;
  /** True while messages can be sent. */
  connected(): boolean;
  /** Waits for the answers that are due, each at most until its deadline, and disconnects. */
  close(): Promise<void>;
}

/** Counters of a calling side, for metrics. */
export interface ClientStats {
  readonly connected: boolean;
  readonly pending: number;
  readonly reconnects: number;
  /** By service: the state of its breaker; `closed` again if no call has failed for half a minute because none was made. */
  readonly breakers: Readonly<Record<string, 'closed' | 'open'>>;
}

/** Counters of an answering side, for metrics. */
export interface ServerStats {
  readonly connected: boolean;
  readonly running: number;
  readonly waiting: number;
  readonly reconnects: number;
  /** Requests answered OVERLOADED, since the start. */
  readonly shed: number;
  /** Requests not begun because their callers had stopped waiting, since the start. */
  readonly stale: number;
  /** Packets without a way to answer, which are never executed, since the start. */
  readonly dropped: number;
}

/** A handler of a contract: it never rejects, and its reply is a new object. */
export type DirectHandler = (message: Message, context: MeshContext) => Promise<Reply>;

/** The answering side of a mesh: one replica of a service, as a Nest transport. */
export interface MeshServer extends CustomTransportStrategy {
  /** Calls this function for a subject instead of Nest's handler, which wraps each reply into an observable. */
  handleDirectly(subject: string, handler: DirectHandler): void;
  /** True while requests can reach this replica. */
  connected(): boolean;
  /** Takes no requests, so that other replicas get them; answers those it has. The connection stays. Before the start too. */
  suspend(): Promise<void>;
  /** Takes requests again. */
  resume(): void;
  stats(): ServerStats;
  /** Drains: takes no more requests, answers those it has, disconnects. */
  close(): Promise<void>;
}

/** The transport of the messages, for traces (OpenTelemetry's `messaging.system`). */
export type Carrier = 'nats' | 'in_process';

/** How services reach each other. Only the composition chooses one; nothing else asks which it is. */
export interface Mesh {
  /** A Nest transport on which one replica of `service` answers. Replicas of a service share its requests. */
  server(service: string): MeshServer;
  /** The calling side of `service`, once it is connected. */
  client(service: string): Promise<MeshClient & { stats(): ClientStats }>;
}
