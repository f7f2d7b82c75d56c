import { Injectable } from '@nestjs/common';
import { type BudgetColumns, budgetSql } from '@tollgate/account-rules';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import { ITEMS_BYTES } from '@tollgate/platform/rpc';

/** A stored key with its figures and its effective status. */
export interface ApiKeyRecord extends BudgetColumns {
  readonly id: number;
  readonly user_id: number;
  readonly sealed: Buffer;
  readonly name: string;
  /** 1 enabled, 2 disabled, 3 expired, 4 exhausted. */
  readonly status: number;
  readonly created_time: number;
  readonly accessed_time: number;
  readonly expired_time: number;
  readonly remain_quota: number;
  readonly unlimited_quota: boolean;
  readonly model_limits_enabled: boolean;
  readonly model_limits: string;
  readonly allow_ips: string;
  readonly used_quota: number;
  readonly group: string;
  readonly cross_group_retry: boolean;
  readonly auto_groups: string[] | null;
}

/** A key with its user, for verification. */
export interface PresentedKey extends ApiKeyRecord {
  readonly lookup: Buffer;
  readonly username: string;
  readonly role: number;
  readonly user_status: number;
  readonly user_group: string;
  readonly user_quota: number;
  readonly user_used_quota: number;
}

export interface ApiKeyRows {
  readonly rows: ApiKeyRecord[];
  readonly total: number;
  readonly largest: number;
}

/** A key of a page, or the row that stands for a page without keys. */
type PagedKey = (ApiKeyRecord | { readonly [K in keyof ApiKeyRecord]: null }) & Omit<ApiKeyRows, 'rows'>;

/** Columns that an owner sets. Undefined ones stay as they are. `expiresAt` is in Unix seconds, null for never. */
export interface ApiKeyChange {
  readonly name?: string;
  readonly status?: number;
  readonly expiresAt?: number | null;
  readonly modelLimitsEnabled?: boolean;
  readonly modelLimits?: string;
  readonly allowIps?: string;
  readonly group?: string;
  readonly crossGroupRetry?: boolean | undefined;
  /** Null for those of the option. */
  readonly autoGroups?: readonly string[] | null | undefined;
}

const COLUMNS = `k.id, k.user_id, k.sealed, k.name,
  CASE WHEN k.status <> 1 THEN k.status
       WHEN k.expires_at <= now() THEN 3
       WHEN NOT l.unlimited AND l.remain_quota = 0 THEN 4
       ELSE 1 END::int AS status,
  coalesce(extract(epoch FROM k.created_at)::bigint, 0) AS created_time,
  coalesce(extract(epoch FROM coalesce(l.used_at, k.created_at))::bigint, 0) AS accessed_time,
  coalesce(extract(epoch FROM k.expires_at)::bigint, -1) AS expired_time,
  l.remain_quota, l.unlimited AS unlimited_quota, l.used_quota,
  k.model_limits_enabled, k.model_limits, k.allow_ips, k."group",
  k."group" = 'auto' AND k.cross_group_retry AS cross_group_retry,
  CASE WHEN k."group" = 'auto' THEN k.auto_groups END AS auto_groups,
  ${budgetSql('b')}`;
const FROM = `FROM auth.api_keys k JOIN ledger.keys l ON l.key_id = k.id
  LEFT JOIN ledger.budgets b ON b.scope = 'key' AND b.id = k.id`;

/**
 * A page, with the number of keys and the bytes of JSON of the largest one (besides its texts a key takes 640 at most). One statement,
 * because a second one costs as much as ten keys. A page without keys is one row of nulls.
 */
const PAGE = {
  name: 'api_keys.page',
  text: `SELECT page.*, own.total, own.largest
           FROM (SELECT count(*) AS total,
                        coalesce(max(octet_length(to_json(concat(name, "group", model_limits, allow_ips))::text)), 0) + 640 AS largest
                   FROM auth.api_keys WHERE user_id = $1 AND deleted_at IS NULL) own
           LEFT JOIN (SELECT ${COLUMNS} ${FROM} WHERE k.user_id = $1 AND k.deleted_at IS NULL
                       ORDER BY k.id DESC LIMIT $2 OFFSET $3) page ON true
          ORDER BY page.id DESC`,
};
const COUNT = {
  name: 'api_keys.count',
  text: 'SELECT count(*) AS total FROM auth.api_keys WHERE user_id = $1 AND deleted_at IS NULL',
};
const GET = {
  name: 'api_keys.get',
  text: `SELECT ${COLUMNS} ${FROM} WHERE k.id = $2 AND k.user_id = $1 AND k.deleted_at IS NULL`,
};
const FIND_BY_NAME = {
  name: 'api_keys.named',
  text: `SELECT ${COLUMNS} ${FROM} WHERE k.user_id = $1 AND k.deleted_at IS NULL AND strpos(lower(k.name), lower($2)) > 0
            AND ($3::bytea[] IS NULL OR k.lookup = ANY($3)) AND ($4::bigint IS NULL OR k.id < $4)
          ORDER BY k.id DESC LIMIT $5`,
};
const MATCHING = {
  name: 'api_keys.matching',
  text: `SELECT ${COLUMNS} ${FROM} WHERE k.user_id = $1 AND k.deleted_at IS NULL AND k.name LIKE $2
          ORDER BY k.id DESC LIMIT 1000`,
};
const SOME = {
  name: 'api_keys.some',
  text: `SELECT ${COLUMNS} ${FROM} WHERE k.user_id = $1 AND k.id = ANY($2::bigint[]) AND k.deleted_at IS NULL`,
};
const FIND_BY_LOOKUP = {
  name: 'api_keys.presented',
  text: `SELECT ${COLUMNS}, k.lookup, u.username, u.role, u.status AS user_status, u."group" AS user_group,
                coalesce(a.balance, 0) AS user_quota, coalesce(c.used_quota, 0) AS user_used_quota
         ${FROM} JOIN auth.users u ON u.id = k.user_id AND u.deleted_at IS NULL
         LEFT JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'quota'
         LEFT JOIN ledger.counters c ON c.user_id = u.id
         WHERE k.lookup = ANY($1::bytea[]) AND k.deleted_at IS NULL`,
};
// The lock of the user row orders concurrent inserts, so that the limit of keys holds.
const INSERT = {
  name: 'api_keys.insert',
  text: `WITH u AS (SELECT id FROM auth.users WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE)
         INSERT INTO auth.api_keys (user_id, lookup, sealed, name, expires_at, model_limits_enabled, model_limits, allow_ips, "group",
           cross_group_retry, auto_groups)
         SELECT u.id, $2, $3, $4, to_timestamp($5::bigint), $6, $7, $8, $9, $10, $11::text[] FROM u RETURNING id`,
};
const UPDATE = {
  name: 'api_keys.update',
  text: `UPDATE auth.api_keys SET name = coalesce($3, name), status = coalesce($4, status),
                expires_at = CASE WHEN $5 THEN to_timestamp($6::bigint) ELSE expires_at END,
                model_limits_enabled = coalesce($7, model_limits_enabled), model_limits = coalesce($8, model_limits),
                allow_ips = coalesce($9, allow_ips), "group" = coalesce($10, "group"),
                cross_group_retry = coalesce($11, cross_group_retry), auto_groups = coalesce($12::text[], auto_groups)
          WHERE id = $2 AND user_id = $1 AND deleted_at IS NULL RETURNING id`,
};
const DELETE = {
  name: 'api_keys.delete',
  text: `UPDATE auth.api_keys SET deleted_at = now() WHERE user_id = $1 AND id = ANY($2::bigint[]) AND deleted_at IS NULL RETURNING id`,
};

interface KeyFilter {
  readonly lookups?: readonly Buffer[];
  readonly before?: number;
}

/** SQL of API keys. Every statement names the owner, so a key of another user is not found. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** A page of a user's keys, newest first, with their number and the bytes of JSON of the largest one. */
  async page(userId: number, limit: number, offset: number): Promise<ApiKeyRows> {
    const found = await this.database.query<PagedKey>(PAGE, [userId, limit, offset]);
    const rows = found
      .filter(({ id }) => id !== null)
      .map(({ total: _total, largest: _largest, ...row }) => row as ApiKeyRecord);
    return { rows, total: found[0]?.total ?? 0, largest: found[0]?.largest ?? 1 };
  }

  /** A page that is smaller than asked for, if that many of the largest key would not fit into one reply. */
  async pageThatFits(userId: number, p: number, asked: number): Promise<ApiKeyRows & { readonly size: number }> {
    const whole = await this.page(userId, asked, (p - 1) * asked);
    const size = Math.min(asked, Math.floor(ITEMS_BYTES / whole.largest));
    return { ...(size < asked ? await this.page(userId, size, (p - 1) * size) : whole), size };
  }

  /** Keys whose name contains the text, newest first: only those with one of the look-up values, or before an id. */
  findByName(userId: number, keyword: string, limit: number, filter: KeyFilter = {}): Promise<ApiKeyRecord[]> {
    const { lookups = null, before = null } = filter;
    return this.database.query<ApiKeyRecord>(FIND_BY_NAME, [userId, keyword, lookups, before, limit]);
  }

  /** As `get`, outside a transaction. */
  getOwn(userId: number, id: number): Promise<ApiKeyRecord | undefined> {
    return this.get(this.database, userId, id);
  }

  /** Keys whose whole name matches a LIKE pattern, at most 1000, newest first. */
  matching(userId: number, pattern: string): Promise<ApiKeyRecord[]> {
    return this.database.query<ApiKeyRecord>(MATCHING, [userId, pattern]);
  }

  /** Those of these keys that the user has. */
  some(userId: number, ids: readonly number[]): Promise<ApiKeyRecord[]> {
    return this.database.query<ApiKeyRecord>(SOME, [userId, ids]);
  }

  async get(sql: Sql, userId: number, id: number): Promise<ApiKeyRecord | undefined> {
    const [row] = await sql.query<ApiKeyRecord>(GET, [userId, id]);
    return row;
  }

  /** The key with one of these lookup values, with its user. */
  async findByLookup(lookups: readonly Buffer[]): Promise<PresentedKey | undefined> {
    const [row] = await this.database.query<PresentedKey>(FIND_BY_LOOKUP, [lookups]);
    return row;
  }

  async count(sql: Sql, userId: number): Promise<number> {
    const [row] = await sql.query<{ total: number }>(COUNT, [userId]);
    return row?.total ?? 0;
  }

  /** Creates a key and locks its user's row. Undefined if the user is deleted. */
  async insert(
    tx: Tx,
    userId: number,
    secret: { lookup: Buffer; sealed: Buffer },
    c: ApiKeyChange,
  ): Promise<number | undefined> {
    const values = [userId, secret.lookup, secret.sealed, c.name ?? '', c.expiresAt ?? null];
    const limits = [c.modelLimitsEnabled ?? false, c.modelLimits ?? '', c.allowIps ?? '', c.group ?? ''];
    const auto = [c.crossGroupRetry ?? false, c.autoGroups ?? null];
    const [row] = await tx.query<{ id: number }>(INSERT, [...values, ...limits, ...auto]);
    return row?.id;
  }

  /** Writes the given columns. False if the user has no such key. */
  async update(tx: Tx, userId: number, id: number, c: ApiKeyChange): Promise<boolean> {
    const expiry = [c.expiresAt !== undefined, c.expiresAt ?? null];
    const limits = [c.modelLimitsEnabled ?? null, c.modelLimits ?? null, c.allowIps ?? null, c.group ?? null];
    const auto = [c.crossGroupRetry ?? null, c.autoGroups ?? null];
    const rows = await tx.query(UPDATE, [userId, id, c.name ?? null, c.status ?? null, ...expiry, ...limits, ...auto]);
    return rows.length > 0;
  }

  /** Sets the limit of the key, in quota. Undefined values stay as they are; for a new key they are 0 and false. */
  async setLimit(tx: Tx, userId: number, id: number, remain?: number, unlimited?: boolean): Promise<void> {
    const values = [id, userId, remain ?? null, unlimited ?? null];
    await tx.query({ name: 'api_keys.limit', text: 'SELECT ledger.set_key($1, $2, $3, $4)' }, values);
  }

  /** Deletes keys of a user and returns their number. */
  async delete(userId: number, ids: readonly number[], sql: Sql = this.database): Promise<number> {
    return (await sql.query(DELETE, [userId, ids])).length;
  }
}
