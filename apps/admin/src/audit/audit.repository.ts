import { canonical } from '@tollgate/account-rules';
import type { AuditRequest } from '@tollgate/contracts/admin/audit';
import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import { Conditions } from '../listing/conditions.js';
import { type Count, countRows, MAX_EXACT_COUNT, NOT_COUNTED } from '../listing/counts.js';
import type { Seal, SealedEvent } from './seal.js';

export interface AuditRow {
  readonly id: number;
  readonly created_at: number;
  readonly actor_id: number;
  readonly action: string;
  readonly target_type: string;
  readonly target_id: string;
  readonly request_id: string;
  /** JSON text; null once erased. */
  readonly detail: string | null;
}

const EVENT = `e.id, (extract(epoch FROM e.created_at) * 1000000)::bigint::text AS at, e.actor_id, e.action, e.target_type,
  e.target_id, e.request_id, encode(e.digest, 'hex') AS digest`;

/** Elects one sealer among all replicas, because seals form one chain. */
const ELECT = {
  name: 'audit.elect',
  text: `SELECT pg_try_advisory_xact_lock(hashtext('admin.audit_seals')) AS elected`,
} as const;

const TAKE = {
  name: 'audit.take',
  text: `WITH taken AS (
           DELETE FROM admin.audit_unsealed WHERE event_id IN (
             SELECT event_id FROM admin.audit_unsealed ORDER BY event_id LIMIT $1) RETURNING event_id)
         SELECT ${EVENT} FROM taken JOIN admin.audit_events e ON e.id = taken.event_id ORDER BY e.id`,
} as const;

const LAST = {
  name: 'audit.last_seal',
  text: 'SELECT id, to_json(event_ids) AS event_ids, total, mac FROM admin.audit_seals ORDER BY id DESC LIMIT 1',
} as const;

const ADD = {
  name: 'audit.add_seal',
  text: 'INSERT INTO admin.audit_seals (id, event_ids, total, mac) VALUES ($1, $2, $3, $4)',
} as const;

const HEAD = {
  name: 'audit.head',
  text: `SELECT seal_id AS id, '[]'::json AS event_ids, total, mac, head_mac FROM admin.audit_heads`,
} as const;

/** Sealed so long ago, and therefore made so long ago; the newest seal stays, because the next one is chained to it. */
const TO_CUT = {
  name: 'audit.seal_to_cut',
  text: `SELECT max(id) AS id FROM (
           SELECT id FROM admin.audit_seals
            WHERE sealed_at < now() - make_interval(days => $1) AND id < (SELECT max(id) FROM admin.audit_seals)
            ORDER BY id LIMIT $2) old`,
} as const;

const SEAL = {
  name: 'audit.seal',
  text: 'SELECT id, to_json(event_ids) AS event_ids, total, mac FROM admin.audit_seals WHERE id = $1',
} as const;

const SEALS_AFTER = {
  name: 'audit.seals_after',
  text: 'SELECT id, to_json(event_ids) AS event_ids, total, mac FROM admin.audit_seals WHERE id > $1 ORDER BY id LIMIT $2',
} as const;

const EVENTS = {
  name: 'audit.events',
  text: `SELECT ${EVENT}, v.salt, v.detail FROM admin.audit_events e
           LEFT JOIN admin.audit_values v ON v.event_id = e.id WHERE e.id = ANY($1)`,
} as const;

const TALLY = {
  name: 'audit.tally',
  text: `SELECT (SELECT count(*) FROM admin.audit_events) AS events,
                (SELECT count(*) FROM admin.audit_unsealed) AS unsealed,
                (SELECT coalesce(sum(cardinality(event_ids)), 0)::bigint FROM admin.audit_seals) AS sealed`,
} as const;

/** An event with its erasable part, if that is still there. */
export interface StoredEvent extends SealedEvent {
  readonly salt: Buffer | null;
  readonly detail: string | null;
}

/** The last seal that was cut, and its keyed digest. */
export interface Head extends Seal {
  readonly head_mac: Buffer;
}

/** SQL of the audit trail. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /** True for the one replica that may seal until the transaction ends. */
  async elect(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ elected: boolean }>(ELECT);
    return row?.elected ?? false;
  }

  /** Takes the oldest events out of the queue. */
  take(tx: Tx, limit: number): Promise<SealedEvent[]> {
    return tx.query<SealedEvent & Record<string, unknown>>(TAKE, [limit]);
  }

  async lastSeal(sql: Sql = this.database): Promise<Seal | undefined> {
    const [row] = await sql.query<Seal & Record<string, unknown>>(LAST);
    return row;
  }

  async addSeal(tx: Tx, { id, event_ids, total, mac }: Seal): Promise<void> {
    await tx.query(ADD, [id, event_ids, total, mac]);
  }

  /** The rest of the trail begins after this seal; undefined if nothing was cut. */
  async head(): Promise<Head | undefined> {
    const [row] = await this.database.query<Head & Record<string, unknown>>(HEAD);
    return row;
  }

  /** The last of the oldest seals that are older than so many days; undefined if there is none. */
  async sealToCut(tx: Tx, days: number, limit: number): Promise<Seal | undefined> {
    const [found] = await tx.query<{ id: number | null }>(TO_CUT, [days, limit]);
    if (!found?.id) return undefined;
    const [row] = await tx.query<Seal & Record<string, unknown>>(SEAL, [found.id]);
    return row;
  }

  /** Deletes the seals up to this one with their events, and returns how many events. */
  async cutUntil(tx: Tx, sealId: number, headMac: Buffer): Promise<number> {
    const text = 'SELECT admin.cut_audit($1, $2) AS gone';
    const [row] = await tx.query<{ gone: number }>({ name: 'audit.cut', text }, [sealId, headMac]);
    return row?.gone ?? 0;
  }

  sealsAfter(id: number, limit: number): Promise<Seal[]> {
    return this.database.query<Seal & Record<string, unknown>>(SEALS_AFTER, [id, limit]);
  }

  async events(ids: readonly number[]): Promise<Map<number, StoredEvent>> {
    const rows = await this.database.query<StoredEvent & Record<string, unknown>>(EVENTS, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Counts the events, those that wait for a seal and those that are sealed, in one snapshot. */
  async tally(): Promise<{ events: number; unsealed: number; sealed: number }> {
    const [row] = await this.database.query<{ events: number; unsealed: number; sealed: number }>(TALLY);
    if (!row) throw new Error('the tally of the audit trail has no row');
    return row;
  }

  /** Age of the oldest event without a seal, in seconds; null if all are sealed. */
  async sealLag(): Promise<number | null> {
    const text = `SELECT extract(epoch FROM now() - min(e.created_at))::int AS lag
                    FROM admin.audit_unsealed u JOIN admin.audit_events e ON e.id = u.event_id`;
    const [row] = await this.database.query<{ lag: number | null }>({ name: 'audit.lag', text });
    return row?.lag ?? null;
  }

  /** A page, newest first. With a cursor nothing is counted. */
  async page(request: AuditRequest): Promise<{ rows: AuditRow[]; count: Count }> {
    const { p, page_size: size, cursor } = request;
    const filter = buildFilter(request).add('e.id < ?', cursor && Number(cursor));
    const from = `FROM admin.audit_events e ${filter.where}`;
    const count = cursor ? NOT_COUNTED : await countRows(this.database, from, filter.values);
    const offset = cursor ? 0 : (p - 1) * size;
    if (!cursor && offset >= Math.min(count.total, MAX_EXACT_COUNT)) return { rows: [], count };
    const rows = await this.database.query<AuditRow & Record<string, unknown>>(
      `SELECT e.id, extract(epoch FROM e.created_at)::bigint AS created_at, coalesce(e.actor_id, 0) AS actor_id, e.action,
              e.target_type, e.target_id, e.request_id, v.detail
         FROM (SELECT * ${from} ORDER BY id DESC OFFSET ${offset} LIMIT ${size}) e
         LEFT JOIN admin.audit_values v ON v.event_id = e.id ORDER BY e.id DESC`,
      filter.values,
    );
    return { rows, count };
  }
}

function buildFilter(request: AuditRequest): Conditions {
  const { action } = request;
  return new Conditions()
    .add('e.actor_id = ?', request.actor_id)
    .add(
      'e.actor_id IN (SELECT id FROM auth.users WHERE username_key = ?)',
      request.username && canonical(request.username.trim()),
    )
    .add('e.action LIKE ?', action && `${action.replace(/[\\%_]/g, '\\$&')}%`)
    .add('e.target_type = ?', request.target_type)
    .add('e.target_id = ?', request.target_id)
    .add('e.request_id = ?', request.request_id)
    .add('e.created_at >= to_timestamp(?)', request.start_timestamp)
    .add('e.created_at < to_timestamp(?)', request.end_timestamp);
}
