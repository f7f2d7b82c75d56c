import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;

/** Makes the id of a request: X-Request-Id if a trusted proxy set it and it is well-formed, otherwise a new UUID. */
export function requestIds(trusted: (address: string) => boolean): (raw: IncomingMessage) => string {
  return (raw) => {
    const given = raw.headers['x-request-id'];
    const isAccepted = typeof given === 'string' && WELL_FORMED.test(given) && trusted(raw.socket.remoteAddress ?? '');
    return isAccepted ? given : randomUUID();
  };
}
