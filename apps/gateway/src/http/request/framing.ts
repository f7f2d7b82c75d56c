import type { IncomingMessage } from 'node:http';

/** A host name or address with an optional port (RFC 3986 3.2.2, without the characters that no host of ours has); may be empty. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]*)(?::\d{0,5})?$/i;

/**
 * Whether a request meets the rules that Node's parser does not check: HTTP/1.0 or 1.1, and exactly one well-formed Host,
 * which only 1.0 may omit (RFC 9112 2.3, 3.2). Other requests are refused, because a proxy may read them differently.
 */
export function isWellFramed({ httpVersion, rawHeaders, headers }: IncomingMessage): boolean {
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return false;
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts === 0) return httpVersion === '1.0';
  return hosts === 1 && HOST.test(headers.host ?? '');
}
