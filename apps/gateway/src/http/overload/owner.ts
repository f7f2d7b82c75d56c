import type { IncomingMessage } from 'node:http';
import { toNetwork } from '@tollgate/platform/limits';
import { buildAddressReader } from '../request/address.js';

/**
 * Builds the function that names the owner of a request for fair shares: the presented credential, otherwise the client's network.
 * The user that the request claims to be is not used, because another client could then wait in that user's name.
 */
export function buildOwnerReader(
  cookieName: string,
  trusted: (address: string) => boolean,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string {
  const readAddress = buildAddressReader(trusted);
  const prefix = `${cookieName}=`;
  return (request) => {
    const { cookie, authorization } = request.headers;
    const session = cookie?.split(/; */).find((pair) => pair.startsWith(prefix));
    return session ?? authorization ?? toNetwork(readAddress(request));
  };
}
