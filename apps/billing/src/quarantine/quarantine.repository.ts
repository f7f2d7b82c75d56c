import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';
import { SHOW_NEXT_CASE } from '../settlements/callbacks.repository.js';

export interface QuarantineRow {
  readonly id: number;
  readonly provider: string;
  readonly event_id: string;
  readonly type: string;
  readonly trade_no: string;
  readonly reason: string;
  readonly detail: string;
  readonly body: Buffer | null;
  readonly created_at: Date;
  readonly resolved_at: Date | null;
  readonly resolved_by: number | null;
  readonly note: string;
}

/** Shown of a body at most, in bytes. */
const MAX_SHOWN_BYTES = 4000;

const KEYWORD = `($2 = '' OR strpos(lower(q.trade_no), lower($2)) > 0 OR strpos(lower(q.event_id), lower($2)) > 0)`;

const LIST = {
  name: 'quarantine.list',
  text: `SELECT q.id, q.provider, q.event_id, q.type, q.trade_no, q.reason, q.detail, substring(c.body FOR ${MAX_SHOWN_BYTES}) AS body,
                q.created_at, q.resolved_at, q.resolved_by, q.note
           FROM billing.quarantine q LEFT JOIN billing.callbacks c ON c.id = q.callback_id
          WHERE ($1 OR q.resolved_at IS NULL) AND ${KEYWORD} ORDER BY q.id DESC LIMIT $3 OFFSET $4`,
} as const;

const COUNT = {
  name: 'quarantine.count',
  text: `SELECT count(*)::int AS total
           FROM (SELECT 1 FROM billing.quarantine q WHERE ($1 OR resolved_at IS NULL) AND ${KEYWORD} LIMIT 100000) counted`,
} as const;

const RESOLVE = {
  name: 'quarantine.resolve',
  text: `UPDATE billing.quarantine SET resolved_at = now(), resolved_by = $2, note = $3
          WHERE id = $1 AND resolved_at IS NULL
      RETURNING trade_no`,
} as const;

/** The rows of the quarantine, as administrators resolve them. */
@Injectable()
export class QuarantineRepository {
  constructor(private readonly database: Database) {}

  /** A page, newest first. */
  async page(
    all: boolean,
    keyword: string,
    p: number,
    size: number,
  ): Promise<{ rows: QuarantineRow[]; total: number }> {
    const offset = Math.min((p - 1) * size, 100_000);
    const [rows, counted] = await Promise.all([
      this.database.query<QuarantineRow & Record<string, unknown>>(LIST, [all, keyword, size, offset]),
      this.database.query<{ total: number }>(COUNT, [all, keyword]),
    ]);
    return { rows, total: counted[0]?.total ?? 0 };
  }

  /** Closes an open case; false where there is none. */
  async resolve(tx: Tx, id: number, actor: number, note: string): Promise<boolean> {
    if ((await tx.query(RESOLVE, [id, actor, note])).length !== 1) return false;
    await tx.query(SHOW_NEXT_CASE, [id]);
    return true;
  }
}
