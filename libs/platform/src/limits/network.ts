import ipaddr from 'ipaddr.js';

const HOST_BITS_V6 = 64;

/**
 * The unit that counts as one client: an IPv4 address, or the /64 of an IPv6 address, because one customer holds all of it (and
 * could change the rest with every request). IPv4 in IPv6 clothing is IPv4. Any spelling, one result.
 */
export function toNetwork(ip: string): string {
  if (!ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  const bytes = address.toByteArray().fill(0, HOST_BITS_V6 / 8);
  return `${ipaddr.fromByteArray(bytes).toString()}/64`;
}
