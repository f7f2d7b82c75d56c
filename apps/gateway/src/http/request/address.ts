import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { parseAddressRange } from '@tollgate/platform/access';
import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.process>;

/** The canonical text of an address (IPv4-mapped IPv6 as IPv4), or undefined if the text is no address. */
export function canonical(text: string | undefined): string | undefined {
  return text !== undefined && isStrict(text) ? ipaddr.process(text).toString() : undefined;
}

/** Four decimal numbers, or IPv6: other short and octal forms are other addresses to other readers. */
function isStrict(text: string): boolean {
  return text.includes(':') ? ipaddr.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

/**
 * Builds the check whether a peer is a trusted proxy. X-Forwarded-* headers of other peers are ignored, because the client
 * can set them to any value.
 * @param cidrs addresses or ranges (`10.1.0.0/16`, `fd00::/8`, `127.0.0.1`)
 * @throws Error naming the entry if it is neither an address nor a range
 */
export function trustedProxies(cidrs: readonly string[]): (address: string) => boolean {
  const ranges = cidrs.map(parseRange);
  return (address) => {
    if (ranges.length === 0 || !ipaddr.isValid(address)) return false;
    const peer: Address = ipaddr.process(address);
    return ranges.some(([base, bits]) => base.kind() === peer.kind() && peer.match(base, bits));
  };
}

function parseRange(text: string): [Address, number] {
  const range = parseAddressRange(text);
  if (!range) throw new Error(`TRUSTED_PROXIES: "${text}" is neither an address nor a range`);
  return range;
}

/** The peer of a connection, parsed once, because all requests of a connection have the same. */
interface Peer {
  readonly address: string;
  readonly isTrusted: boolean;
}

/** Mistakes that an operator should correct, because each makes all clients share the limits of one address. Each is called once. */
export interface ProxyMistakes {
  /** A trusted proxy sent an entry that is no address. */
  readonly unreadable: (entry: string) => void;
  /** A peer that is no trusted proxy sent the header: probably a proxy that TRUSTED_PROXIES does not list. */
  readonly untrusted: (peer: string) => void;
}

/**
 * Builds the search for the client's canonical address: the nearest one in X-Forwarded-For (or, without it, in Forwarded, RFC 7239)
 * that is no trusted proxy, otherwise the peer's. A proxy may append a port to an entry. An unreadable entry and those before it are
 * ignored.
 */
export function buildAddressReader(
  trusted: (address: string) => boolean,
  mistakes?: ProxyMistakes,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const peers = new WeakMap<Socket, Peer>();
  const [unreadable, untrusted] = [once(mistakes?.unreadable), once(mistakes?.untrusted)];
  return ({ headers, socket }) => {
    let peer = peers.get(socket);
    if (!peer) {
      const remote = socket.remoteAddress ?? '';
      peer = { address: canonical(remote) ?? '0.0.0.0', isTrusted: trusted(remote) };
      peers.set(socket, peer);
    }
    const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
    if (!forwarded) return peer.address;
    if (!peer.isTrusted) {
      untrusted(peer.address);
      return peer.address;
    }
    const hops = headers['x-forwarded-for'] ? String(forwarded).split(',') : parseForwarded(String(forwarded));
    return readHops(hops, trusted, unreadable) ?? peer.address;
  };
}

function once(report: ((text: string) => void) | undefined): (text: string) => void {
  let isDone = report === undefined;
  return (text) => {
    if (isDone) return;
    isDone = true;
    report?.(text.slice(0, 64));
  };
}

function readHops(
  hops: readonly string[],
  trusted: (address: string) => boolean,
  unreadable: (entry: string) => void,
): string | undefined {
  let nearest: string | undefined;
  for (const hop of hops.toReversed()) {
    const address = canonical(removeDecoration(hop.trim()));
    if (!address) {
      unreadable(hop.trim());
      return nearest;
    }
    nearest = address;
    if (!trusted(address)) return nearest;
  }
  return nearest;
}

/** The `for` of each element of a Forwarded header; empty if an element has none. Names have no letter case, values may be quoted. */
function parseForwarded(header: string): string[] {
  return header.split(',').map((element) => {
    const pair = element.split(';').find((part) => /^\s*for\s*=/i.test(part));
    return pair?.slice(pair.indexOf('=') + 1).trim() ?? '';
  });
}

/** `10.0.0.7:1234`, `"[2001:db8::1]:443"` and `fe80::1%eth0` without quotes, port and zone, which is a name on the proxy's machine. */
function removeDecoration(hop: string): string {
  const bare = /^"(.*)"$/.exec(hop)?.[1]?.trim() ?? hop;
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(bare)?.[1] ?? /^([\d.]+):\d+$/.exec(bare)?.[1] ?? bare;
  return address.replace(/%[\w.-]+$/, '');
}
