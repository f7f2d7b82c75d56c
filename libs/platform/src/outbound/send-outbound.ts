import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import ipaddr from 'ipaddr.js';

const TIMEOUT_MS = 10_000;
/** An answer is read to its end up to this size, so that the connection closes cleanly; its text is of no interest. */
const ANSWER_BYTES = 65_536;

export interface OutboundRules {
  /** Private, loopback, link-local and other special addresses are allowed. */
  readonly allowPrivate: boolean;
  /** Ports or ranges such as `8000-8100`; without it, every port. */
  readonly ports?: readonly (string | number)[];
  /** Decides about a host by its name, before it is resolved. */
  readonly isHostAllowed?: (host: string) => boolean;
  /** Decides about each address that the name resolves to. */
  readonly isAddressAllowed?: (address: string) => boolean;
}

export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request was not sent, because its target is not allowed. Another attempt gives the same result until the rules change. */
export class OutboundRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'OutboundRefused';
  }
}

/** Whether an address belongs to the public internet. IPv4 in IPv6 form counts as IPv4; NAT64 and 6to4 are not public. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * Sends a request to an address that a user or an administrator chose, and returns the status. The name is resolved once, each
 * address is checked, and the connection goes to the checked address. Redirects are not followed.
 * @throws OutboundRefused if the rules forbid the target
 * @throws Error if there is no answer within 10 seconds
 */
export async function sendOutbound(target: string, request: OutboundRequest, rules: OutboundRules): Promise<number> {
  const url = parseTarget(target, rules);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const { method, headers = {}, body } = request;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      agent: false,
      lookup: (host, options, callback) => resolveChecked(host, options, rules, callback),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > ANSWER_BYTES) response.destroy();
      });
      response.on('error', () => undefined);
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    outgoing.end(body);
  });
}

/** @throws OutboundRefused */
function parseTarget(target: string, rules: OutboundRules): URL {
  if (!URL.canParse(target)) throw new OutboundRefused('not an address');
  const url = new URL(target);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutboundRefused('not http or https');
  if (url.username !== '' || url.password !== '') throw new OutboundRefused('the address holds credentials');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (rules.ports && !rules.ports.some((range) => isInRange(port, String(range)))) {
    throw new OutboundRefused(`port ${port} is not allowed`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (rules.isHostAllowed && !rules.isHostAllowed(host)) throw new OutboundRefused('the host is not allowed');
  // a literal address is never looked up
  if (ipaddr.isValid(host)) checkAddress(host, rules);
  return url;
}

function isInRange(port: number, range: string): boolean {
  const [from = '', to = from] = range.split('-');
  return port >= Number(from) && port <= Number(to);
}

/** @throws OutboundRefused */
function checkAddress(address: string, rules: OutboundRules): void {
  if (!rules.allowPrivate && !isPublicAddress(address)) throw new OutboundRefused('the address is not public');
  if (rules.isAddressAllowed && !rules.isAddressAllowed(address)) {
    throw new OutboundRefused('the address is not allowed');
  }
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

function resolveChecked(host: string, options: LookupOptions, rules: OutboundRules, callback: LookupCallback): void {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return callback(error, []);
    try {
      for (const { address } of found) checkAddress(address, rules);
    } catch (refused) {
      return callback(refused as Error, []);
    }
    const [first] = found;
    if (options.all) callback(null, found);
    else callback(null, first?.address ?? '', first?.family);
  });
}
