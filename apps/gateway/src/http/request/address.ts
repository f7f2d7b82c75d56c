import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.process>;

/** The canonical text of an address (IPv4-mapped IPv6 as IPv4), or undefined if the text is no address. */
export function canonical(text: string | undefined): string | undefined {
  return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text).toString() : undefined;
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
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (ipaddr.isValid(text)) return [ipaddr.process(text), ipaddr.process(text).kind() === 'ipv4' ? 32 : 128];
  throw new Error(`TRUSTED_PROXIES: "${text}" is neither an address nor a range`);
}

/** The peer of a connection, parsed once, because all requests of a connection have the same. */
interface Peer {
  readonly address: string;
  readonly isTrusted: boolean;
}

/**
 * Builds the search for the client's canonical address: the nearest one in X-Forwarded-For that is no trusted proxy, otherwise
 * the peer's. A proxy may append a port to an entry. An unreadable entry and those before it are ignored.
 */
export function buildAddressReader(
  trusted: (address: string) => boolean,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const peers = new WeakMap<Socket, Peer>();
  return ({ headers, socket }) => {
    let peer = peers.get(socket);
    if (!peer) {
      const remote = socket.remoteAddress ?? '';
      peer = { address: canonical(remote) ?? '0.0.0.0', isTrusted: trusted(remote) };
      peers.set(socket, peer);
    }
    const forwarded = headers['x-forwarded-for'];
    return peer.isTrusted && forwarded ? (readForwarded(String(forwarded), trusted) ?? peer.address) : peer.address;
  };
}

function readForwarded(header: string, trusted: (address: string) => boolean): string | undefined {
  let nearest: string | undefined;
  for (const hop of header.split(',').reverse()) {
    const address = canonical(removePort(hop.trim()));
    if (!address) return nearest;
    nearest = address;
    if (!trusted(address)) return nearest;
  }
  return nearest;
}

/** `10.0.0.7:1234` and `[2001:db8::1]:443` without the port. */
function removePort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}
