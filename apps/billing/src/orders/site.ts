import type { Options } from '@tollgate/options';

/** The address of this installation if the operator has not set one. */
const DEFAULT_ADDRESS = 'http://localhost:3000';

function trimmed(address: string): string {
  return address.replace(/\/+$/, '');
}

/** The address of the site, without a slash at its end. */
export function siteAddress(options: Pick<Options, 'get'>): string {
  return trimmed(options.get('ServerAddress') || DEFAULT_ADDRESS);
}

/** The address to which providers send notifications: CustomCallbackAddress if it is set, else the site's. */
export function callbackAddress(options: Pick<Options, 'get'>): string {
  return trimmed(options.get('CustomCallbackAddress') || options.get('ServerAddress') || DEFAULT_ADDRESS);
}
