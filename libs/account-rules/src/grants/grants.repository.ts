import type { Tx } from '@tollgate/platform/db';
import { numberSql } from '@tollgate/options';

/** `form`: typed into the edit form; `add`, `subtract`, `override`: `add_quota`; `codes`, `code`: redemption codes; `order`. */
export type GrantKind = 'form' | 'add' | 'subtract' | 'override' | 'codes' | 'code' | 'order' | 'plan';
export type GrantState = 'pending' | 'done' | 'rejected';

/** A row of `admin.grants`. */
export interface GrantRow {
  readonly id: number;
  readonly actor_id: number;
  readonly kind: GrantKind;
  readonly target_id: string;
  readonly value: number;
  readonly amount: number;
  readonly reference: string | null;
  readonly reason: string;
  readonly state: GrantState;
  /** The user's balance after it; null while it is pending, and for codes. */
  readonly balance: number | null;
}

export type NewGrant = Omit<GrantRow, 'id' | 'balance'> & { readonly session_id: number | null };

const COLUMNS = 'id, actor_id, kind, target_id, value, amount, reference, reason, state, balance';

const BY_REFERENCE = {
  name: 'grants.by_reference',
  text: `SELECT ${COLUMNS} FROM admin.grants WHERE actor_id = $1 AND reference = $2`,
} as const;

const ADD = {
  name: 'grants.add',
  text: `INSERT INTO admin.grants (actor_id, session_id, kind, target_id, value, amount, reference, reason, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${COLUMNS}`,
} as const;

const POSTED = {
  name: 'grants.posted',
  text: 'UPDATE admin.grants SET transaction_id = $2, balance = $3 WHERE id = $1',
} as const;

/** The newest grant of an order's completion; a rejected one does not prevent another attempt. */
const COMPLETION = {
  name: 'grants.completion',
  text: `SELECT ${COLUMNS} FROM admin.grants WHERE kind = 'order' AND target_id = $1 AND state <> 'rejected'
          ORDER BY id DESC LIMIT 1`,
} as const;

const DECIDE = {
  name: 'grants.decide',
  text: `UPDATE admin.grants SET state = $2, decided_by = $3, decided_at = now() WHERE id = $1 AND state = 'pending'
      RETURNING ${COLUMNS}`,
} as const;

/** Days begin at midnight UTC. Rejected grants do not count, pending ones do. */
const LIMITS = {
  name: 'grants.limits',
  text: `SELECT ${numberSql('AdminGrantDailyCeiling')} AS ceiling, ${numberSql('AdminGrantApprovalThreshold')} AS threshold,
                coalesce(sum(amount), 0)::text AS today
           FROM admin.grants
          WHERE actor_id = $1 AND created_at >= date_trunc('day', now(), 'UTC') AND state <> 'rejected'`,
} as const;

/** The limits of the options, and what an administrator gave since midnight UTC. */
export interface GrantLimits {
  readonly ceiling: number;
  readonly threshold: number;
  readonly today: bigint;
}

/** SQL of the grants. Functions and not a provider, because two services use them in their own transactions. */
export const grantRows = {
  async findByReference(tx: Tx, actor: number, reference: string): Promise<GrantRow | undefined> {
    const [row] = await tx.query<GrantRow & Record<string, unknown>>(BY_REFERENCE, [actor, reference]);
    return row;
  },

  async add(tx: Tx, grant: NewGrant): Promise<GrantRow> {
    const { actor_id, session_id, kind, target_id, value, amount, reference, reason, state } = grant;
    const values = [actor_id, session_id, kind, target_id, value, amount, reference, reason, state];
    const [row] = await tx.query<GrantRow & Record<string, unknown>>(ADD, values);
    if (!row) throw new Error('a grant was not stored');
    return row;
  },

  async setPosted(tx: Tx, id: number, transactionId: number | null, balance: number): Promise<void> {
    await tx.query(POSTED, [id, transactionId, balance]);
  },

  async findCompletion(tx: Tx, tradeNo: string): Promise<GrantRow | undefined> {
    const [row] = await tx.query<GrantRow & Record<string, unknown>>(COMPLETION, [tradeNo]);
    return row;
  },

  /** Decides a pending grant; undefined if it was decided before. The condition makes two decisions at once impossible. */
  async decide(tx: Tx, id: number, state: 'done' | 'rejected', by: number): Promise<GrantRow | undefined> {
    const [row] = await tx.query<GrantRow & Record<string, unknown>>(DECIDE, [id, state, by]);
    return row;
  },

  async limits(tx: Tx, actor: number): Promise<GrantLimits> {
    const [row] = await tx.query<{ ceiling: number; threshold: number; today: string }>(LIMITS, [actor]);
    if (!row) throw new Error('the limits of grants have no row');
    return { ...row, today: BigInt(row.today) };
  },
};
