import { Injectable } from '@nestjs/common';
import { requirePermission } from '@tollgate/account-rules';
import type { KindSum, LedgerLine, StatementLine, TrialBalance } from '@tollgate/contracts/billing/ledger';
import { Database } from '@tollgate/platform/db';

const LINE = `t.id, e.amount, e.balance_after, t.kind, t.ref, t.actor_id, extract(epoch FROM t.created_at)::bigint AS created_at, t.memo`;

/** Versions have no gaps, so each page is a range of the index and the last page costs as little as the first. */
const PAGE = {
  name: 'ledger.page',
  text: `SELECT a.version AS total, l.* FROM ledger.accounts a
           LEFT JOIN LATERAL (SELECT e.version, ${LINE} FROM ledger.entries e JOIN ledger.transactions t ON t.id = e.transaction_id
                               WHERE e.account_id = a.id AND e.version > a.version - $3::bigint - $4::bigint
                                 AND e.version <= a.version - $3::bigint) l ON true
          WHERE a.user_id = $1 AND a.kind = $2 ORDER BY l.version DESC`,
} as const;
const OUTRANKS = {
  name: 'ledger.outranks',
  text: 'SELECT EXISTS (SELECT FROM auth.users WHERE id = $1 AND id <> $2 AND role >= $3 AND $3 < 100) AS outranks',
} as const;
const RANGE = {
  name: 'ledger.range',
  text: `SELECT e.version, ${LINE} FROM ledger.accounts a JOIN ledger.entries e ON e.account_id = a.id
           JOIN ledger.transactions t ON t.id = e.transaction_id
          WHERE a.user_id = $1 AND a.kind = $2 AND e.version > $3 AND e.version <= $4 ORDER BY e.version LIMIT $5`,
} as const;
const PERIOD = {
  name: 'ledger.period',
  text: `SELECT v.first, v.last, coalesce((SELECT balance_after FROM ledger.entries WHERE account_id = v.id AND version = v.first), 0)
                AS opening, coalesce((SELECT balance_after FROM ledger.entries WHERE account_id = v.id AND version = v.last), 0) AS closing
           FROM (SELECT id, ledger.version_before(id, to_timestamp($3::double precision)) AS first,
                        ledger.version_before(id, to_timestamp($4::double precision)) AS last
                   FROM ledger.accounts WHERE user_id = $1 AND kind = $2) v`,
} as const;
const BY_KIND = {
  name: 'ledger.by_kind',
  text: `SELECT t.kind, count(*) AS count, coalesce(sum(e.amount) FILTER (WHERE e.amount > 0), 0)::text AS credits,
                coalesce(sum(e.amount) FILTER (WHERE e.amount < 0), 0)::text AS debits
           FROM ledger.accounts a JOIN ledger.entries e ON e.account_id = a.id JOIN ledger.transactions t ON t.id = e.transaction_id
          WHERE a.user_id = $1 AND a.kind = $2 AND e.version > $3 AND e.version <= $4 GROUP BY t.kind ORDER BY t.kind`,
} as const;
const TRIAL = {
  name: 'ledger.trial_balance',
  text: `WITH sums AS (SELECT account_id, sum(amount) AS sum, count(*) AS entries FROM ledger.entries GROUP BY account_id),
         crooked AS (SELECT transaction_id FROM ledger.entries GROUP BY transaction_id HAVING sum(amount) <> 0)
         SELECT (SELECT count(*) FROM ledger.accounts WHERE user_id IS NOT NULL) AS accounts,
                (SELECT coalesce(sum(entries), 0)::bigint FROM sums) AS entries,
                (SELECT count(*) FROM ledger.accounts a LEFT JOIN sums s ON s.account_id = a.id
                  WHERE a.user_id IS NOT NULL AND a.balance <> coalesce(s.sum, 0)) AS accounts_out_of_balance,
                (SELECT count(*) FROM crooked) AS transactions_out_of_balance`,
} as const;
const SUMS = {
  name: 'ledger.kind_sums',
  text: `SELECT t.kind, count(DISTINCT t.id) AS count, coalesce(sum(e.amount), 0)::text AS sum FROM ledger.transactions t
           LEFT JOIN ledger.entries e ON e.transaction_id = t.id AND e.version IS NOT NULL GROUP BY t.kind ORDER BY t.kind`,
} as const;

/** Filtered pages are counted up to this number, because counting more would cost too much. */
export const MAX_COUNT = 100_000;
const MATCHES = `FROM ledger.accounts a
  CROSS JOIN LATERAL (SELECT CASE WHEN $4::bigint IS NULL THEN 0 ELSE ledger.version_before(a.id, to_timestamp($4::bigint)) END AS first,
                             CASE WHEN $5::bigint IS NULL THEN a.version
                                  ELSE ledger.version_before(a.id, to_timestamp($5::bigint + 1)) END AS until OFFSET 0) v
  JOIN ledger.entries e ON e.account_id = a.id AND e.version > v.first AND e.version <= least(v.until, $6::bigint - 1)
  JOIN ledger.transactions t ON t.id = e.transaction_id
 WHERE a.user_id = $1 AND a.kind = $2 AND ($3::text IS NULL OR t.kind = $3)`;
const FILTERED = {
  name: 'ledger.filtered',
  text: `SELECT e.version, ${LINE} ${MATCHES} ORDER BY e.version DESC LIMIT $7 OFFSET $8`,
} as const;
const COUNT = {
  name: 'ledger.filtered_count',
  text: `SELECT count(*)::int AS total FROM (SELECT 1 ${MATCHES} LIMIT ${MAX_COUNT}) counted`,
} as const;

/** The filter of a page; times in Unix seconds, both included. */
export interface LedgerFilter {
  readonly userId: number;
  readonly account: string;
  readonly kind?: string;
  readonly start?: number;
  readonly end?: number;
  /** The version before which the page begins. */
  readonly before?: number;
}

/** A line with its version, which counts the entries of the account. */
export type VersionedLine = LedgerLine & { readonly version: number };

/** A part of an account's history: the entries after version `first` up to version `last`. */
export interface Period {
  readonly first: number;
  readonly last: number;
  readonly opening: number;
  readonly closing: number;
}

type Row<T> = T & Record<string, unknown>;

/** SQL of reading the ledger. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /** Entries of an account, newest first, and how many there are. */
  async page(
    userId: number,
    account: string,
    skip: number,
    take: number,
  ): Promise<{ items: VersionedLine[]; total: number }> {
    const rows = await this.database.query<Row<VersionedLine & { total: number }>>(PAGE, [userId, account, skip, take]);
    return { items: rows.filter((row) => (row.version as number | null) !== null), total: rows[0]?.total ?? 0 };
  }

  /** Entries of an account that pass a filter, newest first. With a cursor nothing is counted. */
  async filtered(filter: LedgerFilter, skip: number, take: number): Promise<{ items: VersionedLine[]; total: number }> {
    const { userId, account, kind, start, end, before } = filter;
    const values = [userId, account, kind ?? null, start ?? null, end ?? null, before ?? null];
    const items = await this.database.query<Row<VersionedLine>>(FILTERED, [...values, take, Math.min(skip, MAX_COUNT)]);
    if (before !== undefined) return { items, total: 0 };
    const [count] = await this.database.query<{ total: number }>(COUNT, values);
    return { items, total: count?.total ?? 0 };
  }

  /** @throws AppError PERMISSION_MISSING if root has taken the right to read payments from the administrator */
  async requirePermission(userId: number): Promise<void> {
    await requirePermission(this.database, { userId }, 'payment.read');
  }

  /** Whether a user's role is at least that of the reader, so that the reader may not see the account. Root sees all. */
  async outranks(userId: number, lookerId: number, lookerRole: number): Promise<boolean> {
    const [row] = await this.database.query<{ outranks: boolean }>(OUTRANKS, [userId, lookerId, lookerRole]);
    return row?.outranks ?? true;
  }

  /** Entries of an account after one version up to another, oldest first. */
  range(userId: number, account: string, after: number, until: number, take: number) {
    const values = [userId, account, after, until, take];
    return this.database.query<Row<LedgerLine & { version: number }>>(RANGE, values);
  }

  /** Finds the versions at which a period begins and ends; times in Unix seconds. */
  async period(userId: number, account: string, from: number, to: number): Promise<Period> {
    const [row] = await this.database.query<Row<Period>>(PERIOD, [userId, account, from, to]);
    return row ?? { first: 0, last: 0, opening: 0, closing: 0 };
  }

  byKind(userId: number, account: string, { first, last }: Period): Promise<StatementLine[]> {
    return this.database.query<Row<StatementLine>>(BY_KIND, [userId, account, first, last]);
  }

  async trialBalance(): Promise<TrialBalance> {
    const [totals] = await this.database.query<Row<Omit<TrialBalance, 'balanced' | 'by_kind'>>>(TRIAL);
    const by_kind = await this.database.query<Row<KindSum>>(SUMS);
    if (!totals) throw new Error('the trial balance has no row');
    const balanced = totals.accounts_out_of_balance === 0 && totals.transactions_out_of_balance === 0;
    return { ...totals, balanced, by_kind };
  }
}
