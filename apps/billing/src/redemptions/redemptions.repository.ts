import { Injectable } from '@nestjs/common';
import type { Redemption } from '@tollgate/contracts/billing/redemptions';
import { postSql, refusals } from '@tollgate/ledger';
import type { LogQuotaPieces } from '@tollgate/money';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';

const COLUMNS = `id, created_by AS user_id, key, status, name, quota, extract(epoch FROM created_at)::bigint AS created_time,
  coalesce(extract(epoch FROM redeemed_at)::bigint, 0) AS redeemed_time, 0 AS count, coalesce(used_user_id, 0) AS used_user_id,
  NULL AS "DeletedAt", coalesce(extract(epoch FROM expires_at)::bigint, 0) AS expired_time, batch_id`;

/** Claim, credit and log line: one statement, so one round trip and one fate. Nobody who may not redeem can burn a code. */
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

const WANTED = `deleted_at IS NULL AND ($1::bigint IS NULL AND $2::text IS NULL OR id = $1 OR lower(name) LIKE $2)`;
const PAGE = {
  name: 'redemptions.page',
  text: `SELECT ${COLUMNS} FROM billing.redemptions WHERE ${WANTED} ORDER BY id DESC LIMIT $3 OFFSET $4`,
} as const;
const COUNT = {
  name: 'redemptions.count',
  text: `SELECT count(*) AS total FROM billing.redemptions WHERE ${WANTED}`,
} as const;
const GET = {
  name: 'redemptions.get',
  text: `SELECT ${COLUMNS} FROM billing.redemptions WHERE id = $1 AND deleted_at IS NULL`,
} as const;
const LOCK = { name: 'redemptions.lock', text: `${GET.text} FOR UPDATE` } as const;
const BATCH = {
  name: 'redemptions.batch',
  text: `SELECT ${COLUMNS} FROM billing.redemptions WHERE batch_id = $1 AND deleted_at IS NULL ORDER BY id`,
} as const;
const CREATE = {
  name: 'redemptions.create',
  text: `INSERT INTO billing.redemptions (key, batch_id, created_by, name, quota, expires_at)
         SELECT key, b.id, $2, $3, $4, to_timestamp(nullif($5::bigint, 0))
           FROM unnest($1::text[]) WITH ORDINALITY AS k(key, n), (SELECT nextval('billing.redemption_batches') AS id) b
          ORDER BY n RETURNING id, batch_id`,
} as const;
const UPDATE = {
  name: 'redemptions.update',
  text: `UPDATE billing.redemptions SET name = $2, quota = $3, expires_at = to_timestamp(nullif($4::bigint, 0)), status = $5
          WHERE id = $1 AND status <> 3 AND deleted_at IS NULL RETURNING ${COLUMNS}`,
} as const;
const DELETE = {
  name: 'redemptions.delete',
  text: 'UPDATE billing.redemptions SET deleted_at = now() WHERE id = $1 AND deleted_at IS NULL RETURNING id',
} as const;
const DELETE_INVALID = {
  name: 'redemptions.delete_invalid',
  text: `UPDATE billing.redemptions SET deleted_at = now()
          WHERE deleted_at IS NULL AND (status IN (2, 3) OR expires_at <= now()) RETURNING id`,
} as const;

/** What a list asks for: all, or an id or the beginning of a name. */
export interface Wanted {
  readonly id: number | null;
  readonly name: string | null;
}

/** SQL of redemption codes. */
@Injectable()
export class RedemptionsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Redeems a code for a user; null where there is no such code for this user now.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE; the code then stays unused
   */
  async redeem(sql: Sql, key: string, userId: number, requestId: string, text: LogQuotaPieces): Promise<number | null> {
    const { prefix, rate, unit, decimals, suffix } = text;
    const values = [key, userId, requestId, prefix, rate, unit, decimals, suffix];
    const [row] = await refusals(sql.query<{ quota: number }>(REDEEM, values));
    return row?.quota ?? null;
  }

  async page(wanted: Wanted, limit: number, offset: number): Promise<{ items: Redemption[]; total: number }> {
    const like = [wanted.id, wanted.name === null ? null : `${escapeLike(wanted.name.toLowerCase())}%`];
    const [items, [count]] = await Promise.all([
      this.database.query<Redemption & Record<string, unknown>>(PAGE, [...like, limit, offset]),
      this.database.query<{ total: number }>(COUNT, like),
    ]);
    return { items, total: count?.total ?? 0 };
  }

  async get(id: number): Promise<Redemption | undefined> {
    const [row] = await this.database.query<Redemption & Record<string, unknown>>(GET, [id]);
    return row;
  }

  batch(tx: Tx, batchId: number): Promise<Redemption[]> {
    return tx.query<Redemption & Record<string, unknown>>(BATCH, [batchId]);
  }

  async lock(tx: Tx, id: number): Promise<Redemption | undefined> {
    const [row] = await tx.query<Redemption & Record<string, unknown>>(LOCK, [id]);
    return row;
  }

  /** Makes codes that belong together; returns the number of their batch. */
  async create(
    tx: Tx,
    codes: { keys: readonly string[]; by: number; name: string; quota: number; expiredTime: number },
  ): Promise<number> {
    const values = [codes.keys, codes.by, codes.name, codes.quota, codes.expiredTime];
    const [row] = await tx.query<{ batch_id: number }>(CREATE, values);
    if (!row) throw new Error('no code was made');
    return row.batch_id;
  }

  /** Writes a code that is not used; undefined where it is. */
  async update(
    tx: Tx,
    code: Pick<Redemption, 'id' | 'name' | 'quota' | 'expired_time' | 'status'>,
  ): Promise<Redemption | undefined> {
    const values = [code.id, code.name, code.quota, code.expired_time, code.status];
    const [row] = await tx.query<Redemption & Record<string, unknown>>(UPDATE, values);
    return row;
  }

  async delete(tx: Tx, id: number): Promise<boolean> {
    return (await tx.query(DELETE, [id])).length > 0;
  }

  async deleteInvalid(tx: Tx): Promise<number> {
    return (await tx.query(DELETE_INVALID)).length;
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
