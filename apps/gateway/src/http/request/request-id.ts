import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;

/** Names a request: our own proxies' X-Request-Id if it is well-formed, else a new one. */
export function requestIds(trusted: (address: string) => boolean): (raw: IncomingMessage) => string {
  return (raw) => {
    const given = raw.headers['x-request-id'];
    const believed = typeof given === 'string' && WELL_FORMED.test(given) && trusted(raw.socket.remoteAddress ?? '');
    return believed ? given : randomUUID();
  };
}
