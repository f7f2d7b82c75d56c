import type { IncomingMessage } from 'node:http';

/** A name or address with or without a port (RFC 3986 3.2.2, without what no host of ours has); may be empty. */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]*)(?::\d{0,5})?$/i;

/**
 * Whether a request is one HTTP/1.x message as a server must see it, beyond what Node's parser asks: HTTP/1.0 or 1.1, and
 * one well-formed Host, which only 1.0 may lack (RFC 9112 2.3, 3.2). What proxies before us may read in two ways is none.
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
