import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteSpec } from '../route/route-spec.js';

/** How long an answer is kept, in milliseconds. Another gateway may have changed an option in that time. */
const MAX_AGE_MS = 200;

interface Prepared {
  readonly payload: Buffer;
  readonly etag: string;
  readonly at: number;
}

/**
 * The bytes of answers that are the same for every caller and depend on options only (`shared` of the route). They are kept for a
 * fifth of a second, and dropped when this gateway carries out an administrative write. So a client that changes an option reads
 * the new value at once.
 */
export class SharedAnswers {
  private readonly prepared = new Map<RouteSpec, Prepared>();
  private generation = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Sends the prepared answer of a route, or 304 if the client has it. Returns false if there is none. */
  send(route: RouteSpec, request: Pick<FastifyRequest, 'headers'>, reply: FastifyReply): boolean {
    const prepared = this.prepared.get(route);
    if (!prepared || this.now() - prepared.at > MAX_AGE_MS) return false;
    void reply.header('etag', prepared.etag).header('cache-control', 'no-cache');
    const isKnown = request.headers['if-none-match']?.includes(prepared.etag);
    void (isKnown ? reply.code(304).send() : reply.send(prepared.payload));
    return true;
  }

  /** Begins to prepare an answer. The result stores it unless a write has changed its facts since. */
  begin(route: RouteSpec): (payload: string) => void {
    const { generation } = this;
    return (payload) => {
      if (generation !== this.generation) return;
      const etag = `"${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`;
      this.prepared.set(route, { payload: Buffer.from(payload), etag, at: this.now() });
    };
  }

  /** Drops all answers, because a write may have changed their facts. */
  drop(): void {
    this.generation += 1;
    this.prepared.clear();
  }
}
