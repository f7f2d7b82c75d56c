import { AppError, type ErrorCode } from '@tollgate/contracts';
import type { RelayLimit } from '@tollgate/contracts/billing/relay';
import type { KeyRow } from './key-directory.js';
import type { RelayOutcome, RelayRow } from './relay.repository.js';

const SCOPES = {
  debt: ['INSUFFICIENT_QUOTA', 'user'],
  quota: ['INSUFFICIENT_QUOTA', 'user'],
  user_window: ['USER_BUDGET_EXHAUSTED', 'user_window'],
  key: ['API_KEY_QUOTA_EXHAUSTED', 'key'],
  key_window: ['API_KEY_BUDGET_EXHAUSTED', 'key_window'],
} as const satisfies Partial<Record<RelayOutcome, readonly [ErrorCode, string]>>;

const REFUSALS = {
  conflict: 'USAGE_CONFLICT',
  ended: 'RESERVATION_ENDED',
  unknown: 'RESERVATION_UNKNOWN',
  account: 'ACCOUNT_NOT_FOUND',
  no_key: 'API_KEY_UNKNOWN',
} as const satisfies Partial<Record<RelayOutcome, ErrorCode>>;

/** Every limit of a key and its user at this moment, in the order in which a reservation must pass them. */
export function buildLimits(key: KeyRow): RelayLimit[] {
  const limits: RelayLimit[] = [toLimit('user', key.balance, 0, key.reserved)];
  if (key.user_budget !== null) {
    limits.push(
      toLimit(
        'user_window',
        key.user_budget,
        key.user_budget_used,
        key.reserved,
        key.user_budget_resets_at ?? undefined,
      ),
    );
  }
  if (!key.unlimited) limits.push(toLimit('key', key.remain_quota, 0, key.key_reserved));
  if (key.key_budget !== null) {
    limits.push(
      toLimit(
        'key_window',
        key.key_budget,
        key.key_budget_used,
        key.key_reserved,
        key.key_budget_resets_at ?? undefined,
      ),
    );
  }
  return limits;
}

/**
 * Refuses what exceeds a limit, or what meets a limit with nothing left, and names the limit.
 * @throws AppError INSUFFICIENT_QUOTA, USER_BUDGET_EXHAUSTED, API_KEY_QUOTA_EXHAUSTED, API_KEY_BUDGET_EXHAUSTED
 */
export function refuseBeyond(limits: readonly RelayLimit[], amount: number): void {
  for (const limit of limits) {
    if (limit.remaining > 0 && limit.remaining >= amount) continue;
    const code = Object.values(SCOPES).find(([, scope]) => scope === limit.scope)?.[0] ?? 'INSUFFICIENT_QUOTA';
    throw refusal(code, limit);
  }
}

/** The error that a refused piece of work is answered with; undefined if it was done. */
export function toRefusal(row: RelayRow): AppError | undefined {
  const { outcome } = row;
  if (outcome in REFUSALS) return new AppError(REFUSALS[outcome as keyof typeof REFUSALS]);
  if (!(outcome in SCOPES)) return undefined;
  const [code, scope] = SCOPES[outcome as keyof typeof SCOPES];
  const resets = row.resets_at === null ? undefined : Math.floor(row.resets_at.getTime() / 1000);
  const limit = toLimit(scope, row.limit_quota ?? 0, row.limit_used ?? 0, row.limit_reserved ?? 0, resets);
  return refusal(code, outcome === 'debt' ? { ...limit, remaining: 0 } : limit);
}

function toLimit(scope: string, limit: number, used: number, reserved: number, resetsAt?: number): RelayLimit {
  const remaining = Math.max(0, limit - used - reserved);
  return { scope, limit, used, reserved, remaining, ...(resetsAt === undefined ? {} : { resets_at: resetsAt }) };
}

function refusal(code: ErrorCode, { resets_at: resetsAt, ...limit }: RelayLimit): AppError {
  if (resetsAt === undefined) return new AppError(code, { ...limit });
  const retryAfter = Math.max(1, resetsAt - Math.floor(Date.now() / 1000));
  return new AppError(code, { ...limit, resets_at: resetsAt }, { retryAfter });
}
