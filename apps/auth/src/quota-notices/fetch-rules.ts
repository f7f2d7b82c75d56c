import type { Options } from '@tollgate/options';
import { isOnAllowList } from '@tollgate/platform/access';
import type { OutboundRules } from '@tollgate/platform/outbound';

/** The rules that the options `fetch_setting.*` state for requests to addresses of users. A filter mode of true lists what is allowed. */
export function getFetchRules(options: Options): OutboundRules {
  if (!options.get('fetch_setting.enable_ssrf_protection')) return { allowPrivate: true };
  const domains = options.get('fetch_setting.domain_list');
  const addresses = options.get('fetch_setting.ip_list');
  const listsDomains = options.get('fetch_setting.domain_filter_mode');
  const listsAddresses = options.get('fetch_setting.ip_filter_mode');
  return {
    allowPrivate: options.get('fetch_setting.allow_private_ip'),
    ports: options.get('fetch_setting.allowed_ports'),
    isHostAllowed: (host) => domains.some((domain) => matches(host, domain)) === listsDomains,
    isAddressAllowed: (address) => isListed(address, addresses) === listsAddresses,
  };
}

/** An empty list would be an allow-list of every address. */
function isListed(address: string, list: readonly string[]): boolean {
  return list.some((entry) => entry.trim() !== '' && isOnAllowList(entry, address));
}

/** `*.example.com` matches all names below example.com. */
function matches(host: string, domain: string): boolean {
  const name = domain.trim().toLowerCase();
  return name.startsWith('*.') ? host.toLowerCase().endsWith(name.slice(1)) : host.toLowerCase() === name;
}
