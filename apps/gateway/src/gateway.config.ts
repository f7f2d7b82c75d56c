import { address, type ConfigOf, type PlatformConfig, type Settings, toggle, whole } from '@tollgate/platform/config';
import type { HttpConfig } from './http/request/http-config.js';

/** The settings that only the gateway reads. */
export const gatewaySettings = {
  MAX_WAIT_SECONDS: whole('How long a request may wait for other requests before it is refused, in seconds', {
    default: 10,
    min: 1,
    max: 60,
  }),
  HASHING_WAIT_SECONDS: whole('The same for logins, sign-ups and other requests that hash a password, in seconds', {
    default: 30,
    min: 1,
    max: 120,
  }),
  CONSOLE: toggle('Whether the web console is served at /', { default: true }),
  FRONTEND_BASE_URL: address('Another front end, to which browsers are sent in place of the web console', {
    optional: true,
    schemes: ['http', 'https'],
  }),
} satisfies Settings;

export type GatewayConfig = PlatformConfig & ConfigOf<typeof gatewaySettings>;

/** The settings of the HTTP server. */
export function toHttpConfig(config: GatewayConfig): HttpConfig {
  const { CONSOLE: hasConsole, FRONTEND_BASE_URL: url } = config;
  const { GLOBAL_API_RATE_LIMIT: count, GLOBAL_API_RATE_LIMIT_DURATION: seconds } = config;
  return {
    frontEnd: url === undefined ? (hasConsole ? 'console' : 'none') : { url },
    trustedProxies: config.TRUSTED_PROXIES,
    globalLimit: config.GLOBAL_API_RATE_LIMIT_ENABLE ? { count, seconds } : null,
    maxInFlight: config.MAX_IN_FLIGHT,
    maxWaitMs: config.MAX_WAIT_SECONDS * 1000,
    maxHashingWaitMs: config.HASHING_WAIT_SECONDS * 1000,
    cookie: {
      name: config.COOKIE_NAME,
      secure: config.COOKIE_SECURE === 'always',
      sameSite: config.COOKIE_SAME_SITE === 'strict' ? 'strict' : 'lax',
    },
  };
}
