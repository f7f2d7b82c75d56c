import { MapOf, Text } from '../fields.js';
import { event } from '../rpc.js';

/** How many requests a gateway let through since it last said so. */
export class CountedRequests {
  @Text({ min: 1, max: 64, description: 'The replica that counted' }) replica: string;
  @MapOf('integer', { description: 'Requests by client key (address, or /64 of an IPv6 one)' })
  counts: Record<string, number>;
}

/** Published ten times a second, so that the global limit holds over all gateways. */
export const limitsCounted = event('evt.gateway.limits.counted', CountedRequests);
