import type { Caller, WireError } from '@tollgate/contracts';
import type { CustomTransportStrategy } from '@nestjs/microservices';

/** What travels with a message beside its body. */
export interface MeshHeaders {
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline: number;
  readonly requestId: string;
  readonly traceparent?: string;
}

/** The body of every request on the mesh. */
export interface Message {
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
   * @throws AppError UNAVAILABLE (certainly not executed), OVERLOADED, or OUTCOME_UNKNOWN (perhaps executed)
   */
  request(subject: string, message: Message, headers: MeshHeaders): Promise<Reply>;
  /** Tells an event to every subscriber that happens to listen. */
  publish(subject: string, payload: unknown): void;
  /** Listens to an event subject (wildcards as in NATS); returns the way to stop. */
  subscribe(subject: string, on: (payload: unknown, subject: string) => void): () => void;
  /** True while messages can be sent. */
  connected(): boolean;
  close(): Promise<void>;
}

/** How services reach each other. Only the composition chooses one; nothing else asks which it is. */
export interface Mesh {
  /** A Nest transport on which one replica of `service` answers. Its close() drains: what was taken is answered. */
  server(service: string): CustomTransportStrategy & { connected(): boolean };
  client(service: string): Promise<MeshClient>;
}
