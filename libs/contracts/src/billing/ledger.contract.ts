import { Bool, Int, List, Text } from '../fields.js';
import { LIST_ZONE, ListRequest, NEXT_CURSOR } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

const ACCOUNTS = ['quota', 'affiliate', 'debt'] as const;

/** One movement of one account. */
export class LedgerLine {
  @Int({ description: 'Of the transaction' }) id: number;
  @Int({ example: 500_000, description: 'Positive is what the account gained' }) amount: number;
  @Int({ example: 1_500_000 }) balance_after: number;
  @Text({ example: 'redeem' }) kind: string;
  @Text({ description: 'What caused it: a code, an order, a request' }) ref: string;
  @Int({ nullable: true, description: 'Who did it; null: the system' }) actor_id: number | null;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Text({ max: 1000 }) memo: string;
}

export class LedgerPage {
  @List(() => LedgerLine) items: LedgerLine[];
  @Int({ description: 'Not counted with a cursor: 0' }) total: number;
  @Int() page: number;
  @Int() page_size: number;
  @Bool({ description: 'A filter has more than 100,000 hits: the total is not counted further' })
  total_estimated: boolean;
  @Text(NEXT_CURSOR) next_cursor: string | null;
}

export class OwnLedgerRequest extends ListRequest {
  @Text({ optional: true, oneOf: ACCOUNTS, description: 'Default: quota' }) account?: string;
  @Text({ optional: true, min: 1, max: 32, example: 'redeem', description: 'Only movements of this kind' })
  kind?: string;
  @Int({ optional: true, min: 0, max: 253_402_300_800, description: 'At or after, Unix seconds' })
  start_timestamp?: number;
  @Int({ optional: true, min: 0, max: 253_402_300_800, description: 'At or before, Unix seconds' })
  end_timestamp?: number;
}

export class LedgerRequest extends OwnLedgerRequest {
  @Int({ min: 1 }) user_id: number;
}

/** Entries of one kind. Sums are texts: they may be beyond what a JSON number carries. */
export class KindSum {
  @Text({ example: 'redeem' }) kind: string;
  @Int() count: number;
  @Text({ description: 'What user accounts gained by it, in all', example: '1500000' }) sum: string;
}

export class TrialBalance {
  @Bool({ description: 'Everything adds up' }) balanced: boolean;
  @Int() accounts: number;
  @Int() entries: number;
  @Int({ description: 'Accounts whose balance is not the sum of their entries' }) accounts_out_of_balance: number;
  @Int({ description: 'Transactions whose entries do not add up to zero' }) transactions_out_of_balance: number;
  @List(() => KindSum) by_kind: KindSum[];
}

export class StatementRequest {
  @Int({ optional: true, min: 1, description: 'For administrators: a user below them; default: yourself' })
  user_id?: number;
  @Text({ optional: true, max: 40, description: 'Unix seconds or ISO 8601; default: the beginning' }) from?: string;
  @Text({ optional: true, max: 40, description: 'Unix seconds or ISO 8601, exclusive; default: now' }) to?: string;
  @Text({ optional: true, oneOf: ACCOUNTS, description: 'Default: quota' }) account?: string;
  @Text(LIST_ZONE) tz?: string;
  @Text({ optional: true, oneOf: ['json', 'csv'], description: 'Default: json' }) format?: string;
}

export class StatementLine {
  @Text({ example: 'usage' }) kind: string;
  @Int() count: number;
  @Text({ description: 'Sum of what came in', example: '100000' }) credits: string;
  @Text({ description: 'Sum of what went out, below zero', example: '-2500' }) debits: string;
}

/** Opening balance plus all credits and debits is the closing balance. */
export class Statement {
  @Text({ example: 'quota' }) account: string;
  @Int({ description: 'Unix seconds' }) from: number;
  @Int({ description: 'Unix seconds' }) to: number;
  @Int() opening_balance: number;
  @List(() => StatementLine) by_kind: StatementLine[];
  @Int() closing_balance: number;
  @Int({ description: 'Entries of the account before the period' }) first_version: number;
  @Int({ description: 'Entries of the account up to its end' }) last_version: number;
}

export class StatementEntriesRequest {
  @Int({ optional: true, min: 1, description: 'For administrators: a user below them; default: yourself' })
  user_id?: number;
  @Text({ oneOf: ACCOUNTS }) account: string;
  @Int({ min: 0, description: 'The entries after this one' }) after: number;
  @Int({ min: 0, description: 'The last one' }) until: number;
}

export class StatementEntries {
  @List(() => LedgerLine) items: LedgerLine[];
  @Int({ optional: true, description: 'Where the next page begins; missing on the last' }) next?: number;
}

/** The history of balances: read only; each user sees the own one. */
export const ledgerRpc = {
  own: rpc('rpc.billing.ledger.own', OwnLedgerRequest, LedgerPage, {
    access: 'user',
    summary: 'Movements of the own balance, newest first',
  }),
  list: rpc('rpc.billing.ledger.list', LedgerRequest, LedgerPage, {
    access: 'admin',
    permission: 'payment.read',
    errors: ['TARGET_OUTRANKS'],
    summary: "Movements of a user's balance, newest first",
  }),
  trialBalance: rpc('rpc.billing.ledger.trial_balance', Nothing, TrialBalance, {
    access: 'admin',
    permission: 'payment.read',
    work: 'costly',
    summary: 'Whether every balance is what its entries say',
  }),
  statement: rpc('rpc.billing.ledger.statement', StatementRequest, Statement, {
    access: 'user',
    errors: ['PERIOD_INVALID', 'PERMISSION_DENIED', 'PERMISSION_MISSING', 'TARGET_OUTRANKS'],
    summary: 'Statement of your account, or of a user below you, over a period',
  }),
  statementEntries: rpc('rpc.billing.ledger.statement_entries', StatementEntriesRequest, StatementEntries, {
    access: 'user',
    errors: ['PERMISSION_DENIED', 'PERMISSION_MISSING', 'TARGET_OUTRANKS'],
    summary: 'The entries of a statement, oldest first',
  }),
};
