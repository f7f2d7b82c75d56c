import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';

const TAKE = {
  name: 'ledger_audits.take',
  text: `SELECT pg_try_advisory_xact_lock(hashtext('ledger audit')) AS taken`,
} as const;

/** Younger transactions are skipped, because one with a smaller id may not be committed yet. */
const SETTLED = `interval '10 seconds'`;

/**
 * Checks the next transactions. A transaction is broken if its entries do not add up to zero, or if an entry does not follow from
 * the one before it in its account's chain.
 */
const TRANSACTIONS = {
  name: 'ledger_audits.transactions',
  text: `WITH part AS MATERIALIZED (
           SELECT id, kind, ref, actor_id, created_at FROM ledger.transactions
            WHERE id > $1 AND created_at < now() - ${SETTLED} ORDER BY id LIMIT $2),
         sums AS (
           SELECT e.transaction_id FROM part p JOIN ledger.entries e ON e.transaction_id = p.id
            GROUP BY e.transaction_id HAVING sum(e.amount) <> 0),
         links AS (
           SELECT e.transaction_id FROM part p
             JOIN ledger.entries e ON e.transaction_id = p.id AND e.version IS NOT NULL
             LEFT JOIN ledger.entries b ON b.account_id = e.account_id AND b.version = e.version - 1
            WHERE (e.version > 1 AND b.version IS NULL)
               OR e.balance_after <> coalesce(b.balance_after, 0) + e.amount
               OR e.hash <> ledger.entry_hash(coalesce(b.hash, '\\x'), e.account_id, e.version, e.transaction_id, e.amount,
                                              e.balance_after, p.kind, p.ref, p.actor_id, p.created_at))
         SELECT (SELECT count(*) FROM part) AS checked, coalesce((SELECT max(id) FROM part), $1) AS last,
                ARRAY(SELECT transaction_id FROM sums UNION SELECT transaction_id FROM links) AS broken`,
} as const;

/** Checks the next accounts. An account is broken if its balance, version or head is not that of its newest entry. */
const ACCOUNTS = {
  name: 'ledger_audits.accounts',
  text: `WITH part AS MATERIALIZED (
           SELECT id, balance, version, head FROM ledger.accounts WHERE id > $1 AND user_id IS NOT NULL ORDER BY id LIMIT $2)
         SELECT (SELECT count(*) FROM part) AS checked, coalesce((SELECT max(id) FROM part), 0) AS last,
                ARRAY(SELECT p.id FROM part p LEFT JOIN ledger.entries e ON e.account_id = p.id AND e.version = p.version
                       WHERE p.balance <> coalesce(e.balance_after, 0) OR p.head <> coalesce(e.hash, '\\x')
                          OR (p.version > 0 AND e.version IS NULL)) AS broken`,
} as const;

const EMIT = { name: 'ledger_audits.emit', text: `SELECT platform.emit('ledger.alarm', $1, $2::jsonb)` } as const;

/** The result of one slice. */
export interface Slice {
  readonly checked: number;
  /** The id after which the next slice begins; 0 if all accounts were checked. */
  readonly last: number;
  /** Ids of the broken transactions or accounts. */
  readonly broken: readonly number[];
}

/** SQL of the continuous audit. */
@Injectable()
export class LedgerAuditsRepository {
  /** True if this replica got the lock, so that no other replica audits now. */
  async take(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ taken: boolean }>(TAKE);
    return row?.taken ?? false;
  }

  transactions(tx: Tx, after: number, size: number): Promise<Slice> {
    return this.slice(tx, TRANSACTIONS, after, size);
  }

  accounts(tx: Tx, after: number, size: number): Promise<Slice> {
    return this.slice(tx, ACCOUNTS, after, size);
  }

  /** Emits the event of an alarm; it is sent if the transaction of the audit commits. */
  async emitAlarm(tx: Tx, what: string, id: number): Promise<void> {
    await tx.query(EMIT, [what, JSON.stringify({ what, id })]);
  }

  private async slice(tx: Tx, statement: { name: string; text: string }, after: number, size: number): Promise<Slice> {
    const [row] = await tx.query<Slice & { broken: (number | string)[] }>(statement, [after, size]);
    if (!row) throw new Error(`${statement.name} has no row`);
    return { ...row, broken: row.broken.map(Number) };
  }
}
