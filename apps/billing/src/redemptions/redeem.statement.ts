import { postSql, refusals } from '@tollgate/ledger';
import type { LogQuotaPieces } from '@tollgate/money';
import type { Sql } from '@tollgate/platform/db';

/** Claim, credit and log line: one statement, so one round trip and one outcome. A user who may not redeem cannot use a code up. */
const REDEEM = {
  name: 'redemptions.redeem',
  text: `WITH claimed AS (
           UPDATE billing.redemptions r SET status = 3, used_user_id = u.id, redeemed_at = now()
             FROM auth.users u
            WHERE r.key = $1 AND r.status = 1 AND r.deleted_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > now())
              AND u.id = $2 AND u.status = 1 AND u.deleted_at IS NULL
           RETURNING r.id, r.quota, u.id AS user_id, u.username),
         posted AS (
           SELECT c.*, p.transaction_id FROM claimed c CROSS JOIN LATERAL ${postSql({
             kind: 'redeem',
             ref: 'c.id',
             actor: 'c.user_id',
             requestId: '$3',
             legs: [
               { userId: 'c.user_id', account: 'quota', amount: 'c.quota' },
               { account: 'redemption', amount: '-c.quota' },
             ],
           })} p),
         logged AS (
           INSERT INTO admin.logs (user_id, type, username, quota, request_id, content)
           SELECT user_id, 1, username, quota, $3, '通过兑换码充值 ' || $4::text
                  || round(quota::numeric * $5::numeric / $6::numeric, $7::int)::text || $8::text || '，兑换码ID ' || id
             FROM posted)
         SELECT quota FROM posted`,
} as const;

/**
 * Redeems a code for a user; null if there is no such code for this user now. It is SQL, because it moves quota.
 * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE; the code then stays unused
 */
export async function redeemCode(
  sql: Sql,
  key: string,
  userId: number,
  requestId: string,
  text: LogQuotaPieces,
): Promise<number | null> {
  const { prefix, rate, unit, decimals, suffix } = text;
  const values = [key, userId, requestId, prefix, rate, unit, decimals, suffix];
  const [row] = await refusals(sql.query<{ quota: number }>(REDEEM, values));
  return row?.quota ?? null;
}
