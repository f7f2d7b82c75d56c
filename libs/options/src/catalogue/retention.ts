import { int } from '../kinds.js';

const DAYS = { max: 36_500 };

/** Beyond New API: after how many days old rows are deleted; 0 keeps them. Money is kept always. */
export const retentionOptions = {
  /** Log lines; their usage stays as sums by hour. */
  RetentionLogDays: int(0, DAYS),
  /** Audit events, by whole seals. */
  RetentionAuditDays: int(0, DAYS),
  /** Archived callbacks of payment providers, but those of open quarantine cases. */
  RetentionCallbackDays: int(90, DAYS),
  /** Address, browser and reason of security events; the events stay under their seals. */
  RetentionSecurityLogDays: int(0, DAYS),
} as const;
