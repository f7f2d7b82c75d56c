import type { ConfigOf, PlatformConfig, Settings } from '@tollgate/platform/config';
import type { HttpConfig } from './http/config.js';

/** What only this service reads. */
export const gatewaySettings = {} satisfies Settings;

export type GatewayConfig = PlatformConfig & ConfigOf<typeof gatewaySettings>;

/** The HTTP server's part of the settings. */
export function httpConfigOf(config: GatewayConfig): HttpConfig {
  const { GLOBAL_API_RATE_LIMIT: count, GLOBAL_API_RATE_LIMIT_DURATION: seconds } = config;
  return {
    trustedProxies: config.TRUSTED_PROXIES,
    globalLimit: config.GLOBAL_API_RATE_LIMIT_ENABLE ? { count, seconds } : null,
    maxInFlight: config.MAX_IN_FLIGHT,
  };
}
