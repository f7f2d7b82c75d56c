import { Injectable } from '@nestjs/common';
import type { Redemption } from '@tollgate/contracts/billing/redemptions';
import { Grant, Redemption as Code } from '@tollgate/entities';
import { Repositories, type Sql, type Tx } from '@tollgate/platform/db';
import { type FindOptionsWhere, In, IsNull, Not, type SelectQueryBuilder } from 'typeorm';

/** `status` of a used code. */
const USED = 3;

const NEXT_BATCH = {
  name: 'redemptions.next_batch',
  text: `SELECT nextval('billing.redemption_batches') AS id`,
} as const;
/** SQL, because it creates value that can be redeemed: all codes of a batch in one statement. */
const CREATE = {
  name: 'redemptions.create',
  text: `INSERT INTO billing.redemptions (key, batch_id, created_by, name, quota, expires_at, grant_id)
         SELECT key, $6, $2, $3, $4, to_timestamp(nullif($5::bigint, 0)), $7
           FROM unnest($1::text[]) WITH ORDINALITY AS k(key, n) ORDER BY n`,
} as const;
/** Lists are counted up to this number, because counting more would cost too much. */
export const MAX_COUNT = 100_000;

/** The filter of a list. A field that is null or undefined does not filter. */
export interface Wanted {
  /** An id, a whole key or the beginning of a name. */
  readonly keyword: { readonly id: number | null; readonly text: string } | null;
  readonly state: keyof typeof STATES | null;
  readonly key?: string;
  readonly usedBy?: number;
  /** The canonical name of the user who redeemed the code. */
  readonly usedByName?: string;
  readonly createdBy?: number;
  readonly batchId?: number;
  /** The id below which the page begins; then nothing is counted. */
  readonly before?: number;
}

/** The states that a list can be filtered by. */
export const STATES = {
  1: 'code.status = 1 AND (code.expires_at IS NULL OR code.expires_at > now())',
  2: 'code.status = 2',
  3: `code.status = ${USED}`,
  expired: 'code.status = 1 AND code.expires_at <= now()',
} as const;

/** Redemption codes as administrators handle them. Redeeming one is in `redeem.statement.ts`. */
@Injectable()
export class RedemptionsRepository {
  constructor(private readonly repositories: Repositories) {}

  /** A page of the codes that are not deleted, newest first, and how many pass the filter (at most 100,000 are counted). */
  async page(wanted: Wanted, limit: number, offset: number): Promise<{ items: Redemption[]; total: number }> {
    const query = this.filter(wanted);
    const newest = query.clone().orderBy('code.id', 'DESC').limit(limit);
    if (wanted.before !== undefined) {
      const codes = await newest.andWhere('code.id < :before', { before: wanted.before }).getMany();
      return { items: await this.shown(codes), total: 0 };
    }
    const page = newest.offset(Math.min(offset, MAX_COUNT));
    const [codes, total] = await Promise.all([page.getMany(), this.count(query)]);
    return { items: await this.shown(codes), total };
  }

  private filter({ keyword, state, key, usedBy, usedByName, createdBy, batchId }: Wanted) {
    const query = this.codes().createQueryBuilder('code').where('code.deleted_at IS NULL');
    if (keyword !== null) {
      const { id, text } = keyword;
      const beginning = `${escapeLike(text.toLowerCase())}%`;
      const condition = '(code.id = :id OR lower(code.name) LIKE :beginning OR code.key = :text)';
      query.andWhere(condition, { id, beginning, text });
    }
    if (state !== null) query.andWhere(`(${STATES[state]})`);
    if (key !== undefined) query.andWhere('code.key = :key', { key: key.trim() });
    if (usedBy !== undefined) query.andWhere('code.used_user_id = :usedBy', { usedBy });
    if (usedByName !== undefined) {
      const user = 'SELECT id FROM auth.users WHERE username_key = :usedByName';
      query.andWhere(`code.used_user_id IN (${user})`, { usedByName });
    }
    if (createdBy !== undefined) query.andWhere('code.created_by = :createdBy', { createdBy });
    if (batchId !== undefined) query.andWhere('code.batch_id = :batchId', { batchId });
    return query;
  }

  private async count(query: SelectQueryBuilder<Code>): Promise<number> {
    const [text, values] = query.clone().select('1').limit(MAX_COUNT).getQueryAndParameters();
    const [row] = (await this.codes().query(`SELECT count(*)::int AS total FROM (${text}) counted`, values)) as {
      total: number;
    }[];
    return row?.total ?? 0;
  }

  async get(id: number): Promise<Redemption | undefined> {
    const code = await this.codes().findOneBy({ id, deleted_at: IsNull() });
    return code ? this.one(code) : undefined;
  }

  async batch(tx: Tx, batchId: number): Promise<Redemption[]> {
    const where = { batch_id: batchId, deleted_at: IsNull() };
    return this.shown(await this.codes(tx).find({ where, order: { id: 'ASC' } }), tx);
  }

  /** Locks a code until the end of the transaction. */
  async lock(tx: Tx, id: number): Promise<Redemption | undefined> {
    const where = { id, deleted_at: IsNull() };
    const code = await this.codes(tx).findOne({ where, lock: { mode: 'pessimistic_write' } });
    return code ? this.one(code, tx) : undefined;
  }

  async nextBatch(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ id: number }>(NEXT_BATCH);
    if (!row) throw new Error('no number for a batch of codes');
    return row.id;
  }

  /** Makes the codes of a batch. */
  async create(
    tx: Tx,
    codes: {
      keys: readonly string[];
      by: number;
      name: string;
      quota: number;
      expiredTime: number;
      batchId: number;
      grantId: number;
    },
  ): Promise<void> {
    const { keys, by, name, quota, expiredTime, batchId, grantId } = codes;
    await tx.query(CREATE, [keys, by, name, quota, expiredTime, batchId, grantId]);
  }

  /** Writes a code that is not used; undefined if it is. */
  async update(
    tx: Tx,
    { id, name, quota, expired_time, status }: Pick<Redemption, 'id' | 'name' | 'quota' | 'expired_time' | 'status'>,
  ): Promise<Redemption | undefined> {
    const { raw } = await this.codes(tx)
      .createQueryBuilder()
      .update()
      .set({ name, quota, status, expires_at: expired_time === 0 ? null : new Date(expired_time * 1000) })
      .where({ id, status: Not(USED), deleted_at: IsNull() })
      .returning('*')
      .execute();
    const [code] = raw as Code[];
    return code && this.one(code, tx);
  }

  async delete(tx: Tx, id: number): Promise<boolean> {
    return (await this.markDeleted(tx, { id })) > 0;
  }

  /** Deletes used, disabled and expired codes; returns how many. */
  deleteInvalid(tx: Tx): Promise<number> {
    return this.markDeleted(tx, '(status IN (2, 3) OR expires_at <= now())');
  }

  private async markDeleted(tx: Tx, which: string | FindOptionsWhere<Code>): Promise<number> {
    const { raw } = await this.codes(tx)
      .createQueryBuilder()
      .update()
      .set({ deleted_at: () => 'now()' })
      .where(which)
      .andWhere({ deleted_at: IsNull() })
      .returning('id')
      .execute();
    return (raw as Pick<Code, 'id'>[]).length;
  }

  private async one(code: Code, sql?: Sql): Promise<Redemption | undefined> {
    const [shown] = await this.shown([code], sql);
    return shown;
  }

  /** Codes as the contract shows them, with the state of their grants. A code without a grant is older than grants. */
  private async shown(codes: readonly Code[], sql?: Sql): Promise<Redemption[]> {
    const ids = [...new Set(codes.flatMap(({ grant_id }) => grant_id ?? []))];
    const grants = ids.length === 0 ? [] : await this.repositories.of(Grant, sql).findBy({ id: In(ids) });
    const states = new Map(grants.map(({ id, state }) => [id, state]));
    return codes.map((code) => toRedemption(code, states.get(code.grant_id ?? 0) ?? 'done'));
  }

  private codes(sql?: Sql) {
    return this.repositories.of(Code, sql);
  }
}

/** A code as the contract shows it. */
function toRedemption(code: Code, approval: string): Redemption {
  const { id, key, status, name, quota, batch_id } = code;
  return {
    ...{ id, key, status, name, quota, batch_id, approval },
    user_id: code.created_by,
    created_time: toSeconds(code.created_at),
    redeemed_time: toSeconds(code.redeemed_at),
    expired_time: toSeconds(code.expires_at),
    used_user_id: code.used_user_id ?? 0,
    count: 0,
    DeletedAt: null,
  };
}

/** Unix seconds; 0 for no time. */
function toSeconds(time: Date | null): number {
  return time === null ? 0 : Math.round(time.getTime() / 1000);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
