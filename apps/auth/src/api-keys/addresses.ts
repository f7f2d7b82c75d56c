import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** One entry of a list: an address or a CIDR range; undefined where it is neither. */
function rangeOf(entry: string): Range | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  if (!ipaddr.isValid(entry)) return undefined;
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function entriesOf(list: string): string[] {
  return list
    .split(/[\s,，;]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** True where every entry of an allow-list can be read. */
export function isReadable(list: string): boolean {
  return entriesOf(list).every((entry) => rangeOf(entry) !== undefined);
}

/**
 * Whether an address is on an allow-list of addresses and CIDR ranges, parted by commas or lines. An empty list allows
 * everybody; one with an entry that cannot be read allows nobody, for it might have been the one that mattered.
 */
export function isAllowed(list: string, address: string | undefined): boolean {
  const entries = entriesOf(list);
  if (entries.length === 0) return true;
  if (address === undefined || !ipaddr.isValid(address) || !isReadable(list)) return false;
  const client = ipaddr.process(address);
  return entries.some((entry) => {
    const range = rangeOf(entry);
    return range !== undefined && range[0].kind() === client.kind() && client.match(range);
  });
}
