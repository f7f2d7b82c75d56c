import type { Options } from '@tollgate/options';

/** The address of the site until root sets one. It equals the default of New API. */
export const DEFAULT_ORIGIN = 'http://localhost:3000';

/**
 * The site's own address without a slash at the end. It comes from the options, because the Host header of a request is the
 * choice of the client.
 */
export function getSiteOrigin(options: Options): string {
  return (options.get('ServerAddress') || DEFAULT_ORIGIN).replace(/\/+$/, '');
}
