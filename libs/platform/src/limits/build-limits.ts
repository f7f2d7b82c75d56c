import type { LimitName } from '@tollgate/contracts';
import type { PlatformConfig } from '../config/index.js';
import type { Limit } from './limiter.js';

const OFF: Limit = { count: 0, seconds: 1 };
/** Mails that one client asks for, or for one address: two in half a minute, as in New API. */
const MAIL: Limit = { count: 2, seconds: 30 };
/**
 * Mails of one kind to one address, from all callers. At most as many reset links as can be valid at once, in the lifetime of
 * one: so a user who is refused still holds valid links.
 */
const LETTERS: Limit = { count: 3, seconds: 600 };
/** Mails of all kinds to one address, from all requesters together. */
const LETTERS_HOUR: Limit = { count: 6, seconds: 3600 };

/** The limits in force. With both switches off nothing is limited, mails included. */
export function buildLimits(config: PlatformConfig): Readonly<Record<LimitName, Limit>> {
  const { GLOBAL_API_RATE_LIMIT_ENABLE: isGlobal, CRITICAL_RATE_LIMIT_ENABLE: isCritical } = config;
  return {
    critical: isCritical ? { count: config.CRITICAL_RATE_LIMIT, seconds: config.CRITICAL_RATE_LIMIT_DURATION } : OFF,
    mail: isGlobal || isCritical ? MAIL : OFF,
    letters: isGlobal || isCritical ? LETTERS : OFF,
    letters_hour: isGlobal || isCritical ? LETTERS_HOUR : OFF,
  };
}
