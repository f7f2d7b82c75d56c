import type { Kind, SystemAccount } from './kinds.js';

/** SQL text for each part of a posting: a column of the slice's own statement or a parameter, never a value. */
export interface PostingSql {
  readonly kind: Kind;
  readonly ref: string;
  readonly actor: string;
  readonly memo?: string;
  readonly requestId?: string;
  readonly legs: readonly (
    | { readonly userId: string; readonly account: 'quota' | 'affiliate' | 'collect'; readonly amount: string }
    | { readonly account: SystemAccount; readonly amount: string }
  )[];
  readonly counts?: readonly {
    readonly userId: string;
    readonly usedQuota?: string;
    readonly requestCount?: string;
    readonly affCount?: string;
    readonly affHistoryQuota?: string;
  }[];
}

/**
 * The call of `ledger.post` inside a slice's own statement, so that claim and credit are one round trip and one fate:
 * `WITH c AS (UPDATE ... RETURNING ...) SELECT c.id, (${postSql({...})}).balance FROM c`. The CTE's rows are posted one by
 * one; a statement that posts more than one row must feed them in the order of user ids.
 */
export function postSql(posting: PostingSql): string {
  const legs = posting.legs.map((leg) => {
    const user = 'userId' in leg ? `(${leg.userId})::bigint` : 'NULL';
    return `(${user}, '${leg.account}', (${leg.amount})::bigint)::ledger.leg`;
  });
  const counts = (posting.counts ?? []).map(
    ({ userId, usedQuota = '0', requestCount = '0', affCount = '0', affHistoryQuota = '0' }) =>
      `((${userId})::bigint, (${usedQuota})::bigint, (${requestCount})::bigint, (${affCount})::bigint, (${affHistoryQuota})::bigint)::ledger.count`,
  );
  const { kind, ref, actor, memo = "''", requestId = "''" } = posting;
  return `ledger.post('${kind}', (${ref})::text, (${actor})::bigint, (${memo})::text, (${requestId})::text, ARRAY[${legs.join(', ')}]::ledger.leg[], ARRAY[${counts.join(', ')}]::ledger.count[])`;
}
