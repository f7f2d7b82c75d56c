import type { ErrorCode } from '@tollgate/contracts';
import { postSql, refusals } from '@tollgate/ledger';
import type { LogQuotaPieces } from '@tollgate/money';
import type { Sql } from '@tollgate/platform/db';

/**
 * Whether a user gave the quota of a code `r` and so must not redeem it: the administrator who made it, each administrator who raised
 * its quota, and the administrator who approved it.
 */
const isGiver = (user: string) => `(r.created_by = ${user}
  OR EXISTS (SELECT FROM admin.grants g WHERE g.kind = 'code' AND g.target_id = r.id::text AND g.actor_id = ${user})
  OR EXISTS (SELECT FROM admin.grants g WHERE g.id = r.grant_id AND g.decided_by = ${user}))`;
/** A code without a grant is older than grants. */
const IS_RELEASED = `(r.grant_id IS NULL OR EXISTS (SELECT FROM admin.grants g WHERE g.id = r.grant_id AND g.state = 'done'))`;

/** Claim, credit and log line: one statement, so one round trip and one outcome. A user who may not redeem cannot use a code up. */
const REDEEM = {
  name: 'redemptions.redeem',
  text: `WITH claimed AS (
           UPDATE billing.redemptions r SET status = 3, used_user_id = u.id, redeemed_at = now()
             FROM auth.users u
            WHERE r.key = $1 AND r.status = 1 AND r.deleted_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > now())
              AND u.id = $2 AND u.status = 1 AND u.deleted_at IS NULL AND ${IS_RELEASED} AND NOT ${isGiver('u.id')}
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

/** Why an otherwise redeemable code was refused. */
const WHY_NOT = {
  name: 'redemptions.why_not',
  text: `SELECT ${isGiver('$2')} AS own, NOT ${IS_RELEASED} AS pending FROM billing.redemptions r
          WHERE r.key = $1 AND r.status = 1 AND r.deleted_at IS NULL AND (r.expires_at IS NULL OR r.expires_at > now())`,
} as const;

/** The code of the refusal of a code that `redeemCode` did not redeem. */
export async function whyNotRedeemed(sql: Sql, key: string, userId: number): Promise<ErrorCode> {
  const [row] = await sql.query<{ own: boolean; pending: boolean }>(WHY_NOT, [key, userId]);
  if (row?.own) return 'REDEMPTION_OWN';
  return row?.pending ? 'REDEMPTION_PENDING' : 'REDEMPTION_INVALID';
}
