import ipaddr from 'ipaddr.js';

/** The bits of `::ffff:0:0/96`, before the IPv4 address. */
const MAPPED_BITS = 96;

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Four decimal numbers, or IPv6: inet_aton's octal, hex and short forms are other addresses to other readers (010.0.0.1). */
function isAddress(text: string): boolean {
  return text.includes(':') ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
}

/**
 * An address or a CIDR range; undefined if the text is neither. A range of IPv4-mapped IPv6 addresses (`::ffff:127.0.0.1/128`) is the
 * range of IPv4 that it maps, because clients are compared as IPv4.
 */
export function parseAddressRange(entry: string): Range | undefined {
  if (!isAddress(entry.replace(/\/\d+$/, ''))) return undefined;
  if (ipaddr.isValidCIDR(entry)) return unmap(ipaddr.parseCIDR(entry));
  if (!ipaddr.isValid(entry)) return undefined;
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function unmap([address, bits]: Range): Range {
  const isMapped = address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();
  return isMapped && bits >= MAPPED_BITS
    ? [(address as ipaddr.IPv6).toIPv4Address(), bits - MAPPED_BITS]
    : [address, bits];
}

function parseEntries(list: string): string[] {
  return list.split(/[\s,，;]+/).filter((entry) => entry !== '');
}

function isBlank(list: string): boolean {
  return list.trim() === '';
}

/** True where an allow-list is blank, or has entries of which every one can be read. */
export function isAllowList(list: string): boolean {
  const entries = parseEntries(list);
  return isBlank(list) || (entries.length > 0 && entries.every((entry) => parseAddressRange(entry) !== undefined));
}

/**
 * Whether an address is on an allow-list of addresses and CIDR ranges, parted by commas or lines. A blank list allows every
 * address. A list with an entry that cannot be read allows no address, because that entry might have been the one that excludes
 * the caller; a list of commas alone allows none either.
 */
export function isOnAllowList(list: string, address: string | undefined): boolean {
  if (isBlank(list)) return true;
  if (address === undefined || !ipaddr.isValid(address) || !isAllowList(list)) return false;
  const client = ipaddr.process(address);
  return parseEntries(list).some((entry) => {
    const range = parseAddressRange(entry);
    return range !== undefined && range[0].kind() === client.kind() && client.match(range);
  });
}
