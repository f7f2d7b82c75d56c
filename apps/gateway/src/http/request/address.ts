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
