import type { Sql, Tx } from '@tollgate/platform/db';
import { refusals } from './errors.js';
import type { Kind, SystemAccount } from './kinds.js';

/** A user's part of a posting. `collect` takes from quota as far as it goes and makes the rest a debt. */
export interface UserLeg {
  readonly userId: number;
  readonly account: 'quota' | 'affiliate' | 'collect';
  /** Whole quota, never 0; positive is what the account gains. */
  readonly amount: number;
}

/** A system account's part of a posting. */
export interface SystemLeg {
  readonly account: SystemAccount;
  readonly amount: number;
}

export type Leg = UserLeg | SystemLeg;

/** Figures of a user that move with a posting. */
export interface Count {
  readonly userId: number;
  readonly usedQuota?: number;
  readonly requestCount?: number;
  readonly affCount?: number;
  readonly affHistoryQuota?: number;
}

export interface Posting {
  readonly kind: Kind;
  /** The cause. There is at most one posting for each kind and ref, without a limit in time. */
  readonly ref: string;
  /** The user who did it; null for the system itself. */
  readonly actor: number | null;
  /** A word for the statement. Not hashed, so it may be personal. */
  readonly memo?: string;
  readonly requestId?: string;
  /** Sum zero; each account at most once. */
  readonly legs: readonly Leg[];
  readonly counts?: readonly Count[];
}

/** The result of a posting. `balance` is the quota account's after it, else the first account's; null where only counters moved. */
export interface Receipt {
  readonly transaction_id: number;
  readonly created_at: Date;
  readonly balance: number | null;
}

const POST = {
  name: 'ledger.post',
  text: `SELECT r.* FROM ledger.post($1, $2, $3, $4, $5,
           (SELECT coalesce(array_agg((u, a, m)::ledger.leg ORDER BY n), '{}')
              FROM unnest($6::bigint[], $7::text[], $8::bigint[]) WITH ORDINALITY AS l(u, a, m, n)),
           (SELECT coalesce(array_agg((u, q, r, c, h)::ledger.count), '{}')
              FROM unnest($9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[]) AS k(u, q, r, c, h))) r`,
} as const;

const OPEN = { name: 'ledger.open', text: 'SELECT ledger.open($1)' } as const;
const CLOSE = { name: 'ledger.close', text: 'SELECT ledger.close($1, $2, $3)' } as const;
const ADJUST = {
  name: 'ledger.adjust',
  text: 'SELECT r.* FROM ledger.adjust($1, $2, $3, $4, $5, $6, $7) r',
} as const;
const LOCK_QUOTA = { name: 'ledger.lock_quota', text: 'SELECT balance, debt FROM ledger.lock_quota($1)' } as const;
const RESERVED = {
  name: 'ledger.reserved',
  text: `SELECT reserved FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`,
} as const;
const OUTDATED_FORM = {
  name: 'ledger.outdated_form',
  text: 'SELECT ledger.outdated_form($1, $2, $3, make_interval(secs => $4)) AS balance',
} as const;

/** The values of a posting as `ledger.post`'s statement takes them. */
function toParameters({ kind, ref, actor, memo = '', requestId = '', legs, counts = [] }: Posting): readonly unknown[] {
  return [
    kind,
    ref,
    actor,
    memo,
    requestId,
    legs.map((leg) => ('userId' in leg ? leg.userId : null)),
    legs.map((leg) => leg.account),
    legs.map((leg) => leg.amount),
    counts.map((count) => count.userId),
    counts.map((count) => count.usedQuota ?? 0),
    counts.map((count) => count.requestCount ?? 0),
    counts.map((count) => count.affCount ?? 0),
    counts.map((count) => count.affHistoryQuota ?? 0),
  ];
}

function toReceipt(row: Receipt | undefined): Receipt {
  if (!row) throw new Error('ledger.post returned no receipt');
  return row;
}

/** The typed door of the ledger: nothing else changes a balance. */
export const ledger = {
  /**
   * Posts: all of it or, with the transaction, nothing.
   * @throws AppError INSUFFICIENT_QUOTA, AFF_QUOTA_INSUFFICIENT, ACCOUNT_NOT_FOUND, ALREADY_POSTED, QUOTA_OUT_OF_RANGE
   */
  async post(tx: Tx, posting: Posting): Promise<Receipt> {
    const [row] = await refusals(tx.query<Receipt & Record<string, unknown>>(POST, toParameters(posting)));
    return toReceipt(row);
  },

  /** As `post`, where the one statement is the whole transaction: one round trip, no BEGIN. */
  async postAlone(database: Sql, posting: Posting): Promise<Receipt> {
    const [row] = await refusals(database.query<Receipt & Record<string, unknown>>(POST, toParameters(posting)));
    return toReceipt(row);
  },

  /** Makes a new user's accounts and counters; in the transaction that makes the user. */
  async open(tx: Tx, userId: number): Promise<void> {
    await tx.query(OPEN, [userId]);
  },

  /**
   * Posts the balance and the debt of a user to the closing account and closes the accounts, before the user's row is deleted.
   * @throws AppError ACCOUNT_NOT_FOUND
   */
  async close(tx: Tx, userId: number, actor: number | null, requestId: string): Promise<void> {
    await refusals(tx.query(CLOSE, [userId, actor, requestId]));
  },

  /**
   * Brings a user's quota to exactly `target`; the difference is taken under the account's lock. Null where it was so already.
   * @throws AppError QUOTA_CHANGED where `expected` is given and is not the balance, ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE
   */
  async adjust(
    tx: Tx,
    change: {
      ref: string;
      actor: number;
      memo?: string;
      requestId: string;
      userId: number;
      target: number;
      expected?: number;
    },
  ): Promise<Receipt | null> {
    const { ref, actor, memo = '', requestId, userId, target, expected = null } = change;
    const [row] = await refusals(
      tx.query<{ transaction_id: number | null; created_at: Date; balance: number | null }>(ADJUST, [
        ref,
        actor,
        memo,
        requestId,
        userId,
        target,
        expected,
      ]),
    );
    return row && row.transaction_id !== null ? { ...row, transaction_id: row.transaction_id } : null;
  },

  /**
   * Locks a user's quota account and returns its balance and the user's debt, so that the size of a change is exact.
   * @throws AppError ACCOUNT_NOT_FOUND
   */
  async lockQuota(tx: Tx, userId: number): Promise<{ balance: number; debt: number }> {
    const [row] = await refusals(tx.query<{ balance: number; debt: number }>(LOCK_QUOTA, [userId]));
    if (!row) throw new Error('ledger.lock_quota returned no row');
    return row;
  },

  /** Returns the quota that open reservations hold. It cannot change while the caller holds the lock of `lockQuota`. */
  async getReserved(tx: Tx, userId: number): Promise<number> {
    const [row] = await tx.query<{ reserved: number }>(RESERVED, [userId]);
    return row?.reserved ?? 0;
  },

  /**
   * Returns the balance if `quota` was the user's quota within the last `seconds` and is not any more, because a form that sends it
   * was opened before the change. Null if it is the balance, or never was, or if all changes since were typed into forms of
   * the same `session`. Locks the account.
   */
  async outdatedForm(
    tx: Tx,
    { userId, quota, session, seconds }: { userId: number; quota: number; session: number | null; seconds: number },
  ): Promise<number | null> {
    const [row] = await tx.query<{ balance: number | null }>(OUTDATED_FORM, [userId, quota, session, seconds]);
    return row?.balance ?? null;
  },
};
