import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '../platform/index.js';
import type { Envelope } from '../platform/http-client.js';

/**
 * Longer than any request may take, even one that a replica of the gateway holds that is frozen; a silent connection is given
 * up then.
 */
const PATIENCE_MS = 45_000;
const NOBODY_MS = 50;

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it was no JSON. */
  readonly body: Envelope<unknown> | undefined;
}

/**
 * Sends requests to the replicas of the gateway round robin, as a Service of Kubernetes does: not to those taken out, and on to
 * the next if a port is closed, because then no request was sent. Any other broken connection is its caller's to bear.
 */
export class Balancer {
  private turn = 0;
  private readonly out = new Set<number>();

  constructor(private readonly gateways: readonly ServiceProcess[]) {}

  takeOut(gateway: number): void {
    this.out.add(gateway);
  }

  putIn(gateway: number): void {
    this.out.delete(gateway);
  }

  /** @param chosen is called with the replica that the request goes to, before it is sent */
  async send(request: Sent, chosen: (gateway: number) => void): Promise<Got> {
    for (const until = performance.now() + PATIENCE_MS; ;) {
      const inside = this.gateways.map((_, i) => i).filter((i) => !this.out.has(i));
      for (const _ of inside) {
        const gateway = inside[(this.turn += 1) % inside.length] ?? 0;
        chosen(gateway);
        try {
          return await exchange(`http://127.0.0.1:${this.gateways[gateway]?.port}`, request);
        } catch (error) {
          if (toReason(error) !== 'ECONNREFUSED') throw error;
        }
      }
      if (performance.now() > until) throw new Error('no replica of the gateway listens');
      await sleep(NOBODY_MS);
    }
  }
}

async function exchange(origin: string, { method, path, headers, body }: Sent): Promise<Got> {
  const response = await fetch(new URL(path, origin), {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Envelope<unknown>) : undefined,
  };
}

/** The code of what broke a connection. */
export function toReason(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown };
  return typeof cause?.code === 'string' ? cause.code : String(name);
}
