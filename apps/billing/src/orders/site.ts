import type { Options } from '@tollgate/options';

/** Where this installation is reached when the operator has not said so. */
const DEFAULT_ADDRESS = 'http://localhost:3000';

function trimmed(address: string): string {
  return address.replace(/\/+$/, '');
}

/** The address of the site, without a slash at its end. */
export function siteAddress(options: Pick<Options, 'get'>): string {
  return trimmed(options.get('ServerAddress') || DEFAULT_ADDRESS);
}

/** Where providers send their notifications: an address of their own, or the site's. */
export function callbackAddress(options: Pick<Options, 'get'>): string {
  return trimmed(options.get('CustomCallbackAddress') || options.get('ServerAddress') || DEFAULT_ADDRESS);
}
