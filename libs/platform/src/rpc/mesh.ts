import type { Caller, WireError } from '@tollgate/contracts';
import type { CustomTransportStrategy } from '@nestjs/microservices';

/** What travels with a message beside its body. */
export interface MeshHeaders {
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline: number;
  readonly requestId: string;
  /** W3C Trace Context of the calling span, where there is one. */
  readonly traceparent?: string;
}

/** The body of every request on the mesh. */
export interface Message {
  /** Names this one call, minted by whoever makes it: a message delivered twice is told by it. Unlike a request id nobody outside has a say in it. */
  readonly operation: string;
  readonly caller: Caller;
  readonly body: unknown;
}

/** The body of every reply: always one of these two, never undefined, never an exception. */
export type Reply = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly error: WireError };

/** What Nest hands a handler as its context argument, the same on every mesh. */
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
  /** True while messages can be sent. */
  connected(): boolean;
  /** Waits for the answers that are due, each at most until its deadline, and disconnects. */
  close(): Promise<void>;
}

/** What a calling side says of itself, for metrics. */
export interface ClientStats {
  readonly connected: boolean;
  readonly pending: number;
  readonly reconnects: number;
  /** By service: what its breaker does with calls; `closed` again where none has failed for half a minute, as none was made. */
  readonly breakers: Readonly<Record<string, 'closed' | 'open'>>;
}

/** What an answering side says of itself, for metrics. */
export interface ServerStats {
  readonly connected: boolean;
  readonly running: number;
  readonly waiting: number;
  readonly reconnects: number;
  /** Requests answered OVERLOADED, since the start. */
  readonly shed: number;
  /** Requests not begun because nobody waited for them any more, since the start. */
  readonly stale: number;
  /** Packets without a way to answer, which are never executed, since the start. */
  readonly dropped: number;
}

/** The answering side of a mesh: one replica of a service, as a Nest transport. */
export interface MeshServer extends CustomTransportStrategy {
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

/** What carries the messages, for traces (OpenTelemetry's `messaging.system`). */
export type Carrier = 'nats' | 'in_process';

/** How services reach each other. Only the composition chooses one; nothing else asks which it is. */
export interface Mesh {
  /** A Nest transport on which one replica of `service` answers. Replicas of a service share its requests. */
  server(service: string): MeshServer;
  /** The calling side of `service`, once it is connected. */
  client(service: string): Promise<MeshClient & { stats(): ClientStats }>;
}
