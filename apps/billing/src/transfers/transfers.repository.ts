import { Injectable } from '@nestjs/common';
import { postSql, refusals } from '@tollgate/ledger';
import type { Sql } from '@tollgate/platform/db';

const TRANSFER = {
  name: 'transfers.create',
  text: `SELECT p.transaction_id FROM auth.users u CROSS JOIN LATERAL ${postSql({
    kind: 'aff_transfer',
    ref: '$2',
    actor: 'u.id',
    requestId: '$3',
    legs: [
      { userId: 'u.id', account: 'affiliate', amount: '-$4::bigint' },
      { userId: 'u.id', account: 'quota', amount: '$4' },
    ],
  })} p WHERE u.id = $1 AND u.status = 1 AND u.deleted_at IS NULL`,
} as const;

/** SQL of transfers. A transfer moves money, so it is one statement that posts and checks the user. */
@Injectable()
export class TransfersRepository {
  /**
   * Moves affiliate quota to the balance; false if the user is disabled or deleted.
   * @throws AppError AFF_QUOTA_INSUFFICIENT, QUOTA_OUT_OF_RANGE
   */
  async transfer(
    sql: Sql,
    transfer: { userId: number; ref: string; requestId: string; quota: number },
  ): Promise<boolean> {
    const { userId, ref, requestId, quota } = transfer;
    return (await refusals(sql.query(TRANSFER, [userId, ref, requestId, quota]))).length > 0;
  }
}
