import { type ConfigOf, type PlatformConfig, type Settings, whole } from '@tollgate/platform/config';
import type { HttpConfig } from './http/request/http-config.js';

/** The settings that only the gateway reads. */
export const gatewaySettings = {
  MAX_LOOP_DELAY_MS: whole(
    'Mean event-loop delay beyond which only a few requests of each kind are let in, in milliseconds',
    {
      default: 500,
      min: 50,
      max: 60_000,
    },
  ),
  MAX_ANSWER_MS: whole('Mean time of answers beyond which fewer requests are let in, in milliseconds', {
    default: 100,
    min: 10,
    max: 60_000,
  }),
} satisfies Settings;

export type GatewayConfig = PlatformConfig & ConfigOf<typeof gatewaySettings>;

/** The settings of the HTTP server. */
export function toHttpConfig(config: GatewayConfig): HttpConfig {
  const { GLOBAL_API_RATE_LIMIT: count, GLOBAL_API_RATE_LIMIT_DURATION: seconds } = config;
  return {
    trustedProxies: config.TRUSTED_PROXIES,
    globalLimit: config.GLOBAL_API_RATE_LIMIT_ENABLE ? { count, seconds } : null,
    maxInFlight: config.MAX_IN_FLIGHT,
    maxLoopDelayMs: config.MAX_LOOP_DELAY_MS,
    maxAnswerMs: config.MAX_ANSWER_MS,
    cookie: {
      name: config.COOKIE_NAME,
      secure: config.COOKIE_SECURE === 'always',
      sameSite: config.COOKIE_SAME_SITE === 'strict' ? 'strict' : 'lax',
    },
  };
}
