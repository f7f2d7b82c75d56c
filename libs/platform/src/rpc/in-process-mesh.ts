import { AppError } from '@tollgate/contracts';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { Mesh, MeshClient, MeshContext, MeshHeaders, Message, Reply } from './mesh.js';

type Handler = (message: unknown, context: MeshContext) => Promise<unknown>;

/** Copies as the wire would: dates become text, undefined and functions go, nobody can change the other side's object. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

class InProcessServer extends Server implements CustomTransportStrategy {
  private running = new Set<Promise<unknown>>();

  constructor(private readonly routes: Map<string, Handler>) {
    super();
  }

  listen(callback: () => void): void {
    for (const [subject, handler] of this.messageHandlers) {
      this.routes.set(subject, (message, context) => this.track(handler(message, context)));
    }
    callback();
  }

  /** Takes no more requests and answers those it has. */
  async close(): Promise<void> {
    for (const subject of this.messageHandlers.keys()) this.routes.delete(subject);
    await Promise.allSettled(this.running);
  }

  connected(): boolean {
    return true;
  }

  on(): never {
    throw new Error('the in-process mesh has no transport events');
  }

  unwrap<T>(): T {
    return this.routes as T;
  }

  private track(result: Promise<unknown>): Promise<unknown> {
    this.running.add(result);
    return result.finally(() => this.running.delete(result));
  }
}

class InProcessClient implements MeshClient {
  constructor(
    private readonly routes: Map<string, Handler>,
    private readonly listeners: Map<string, Set<(payload: unknown, subject: string) => void>>,
  ) {}

  async request(subject: string, message: Message, headers: MeshHeaders): Promise<Reply> {
    const handler = this.routes.get(subject);
    if (!handler) throw new AppError('UNAVAILABLE', {}, { retryAfter: 1 });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new AppError('OUTCOME_UNKNOWN')), Math.max(0, headers.deadline - Date.now()));
    });
    try {
      return copy((await Promise.race([handler(copy(message), { headers }), late])) as Reply);
    } finally {
      clearTimeout(timer);
    }
  }

  publish(subject: string, payload: unknown): void {
    const body = copy(payload);
    for (const [pattern, listeners] of this.listeners) {
      if (matches(pattern, subject)) for (const on of listeners) setImmediate(on, body, subject);
    }
  }

  subscribe(subject: string, on: (payload: unknown, subject: string) => void): () => void {
    const listeners = this.listeners.get(subject) ?? new Set();
    this.listeners.set(subject, listeners.add(on));
    return () => listeners.delete(on);
  }

  connected(): boolean {
    return true;
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }
}

function matches(pattern: string, subject: string): boolean {
  const want = pattern.split('.');
  const have = subject.split('.');
  return (
    want.every((w, i) => w === '>' || (have[i] !== undefined && (w === '*' || w === have[i]))) &&
    (want.at(-1) === '>' || want.length === have.length)
  );
}

/** A mesh inside one process: the same contracts, validation and copying as over NATS, without a broker. */
export function inProcessMesh(): Mesh {
  const routes = new Map<string, Handler>();
  const listeners = new Map<string, Set<(payload: unknown, subject: string) => void>>();
  return {
    server: () => new InProcessServer(routes),
    client: () => Promise.resolve(new InProcessClient(routes, listeners)),
  };
}
