import type { SearchUsersRequest } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { type BudgetColumns, budgetSql, shownSubject } from '@tollgate/account-rules';
import type { PermissionChanges } from '@tollgate/contracts';
import { Database, type Tx } from '@tollgate/platform/db';
import type { Conditions } from '../listing/conditions.js';
import { type Count, countRows, MAX_EXACT_COUNT } from '../listing/counts.js';
import type { UserChange } from './account-changes.js';
import { buildUserFilter, toOrderBy, toSource } from './user-listing.js';

/** A user as stored, with the figures of the ledger. */
export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly display_name: string;
  readonly role: number;
  readonly status: number;
  readonly email: string;
  readonly group: string;
  readonly quota: number;
  readonly used_quota: number;
  readonly request_count: number;
  readonly aff_count: number;
  readonly aff_quota: number;
  readonly aff_history_quota: number;
  readonly inviter_id: number;
  readonly remark: string;
  readonly deleted_at: Date | null;
  readonly created_at: number;
  readonly last_login_at: number;
  readonly locked_until: number;
}

export interface FullUserRow extends UserRow, BudgetColumns {
  readonly aff_code: string;
  readonly setting: Readonly<Record<string, unknown>>;
  readonly stripe_customer: string;
  readonly email_verified: boolean;
  readonly disable_reason: string;
  readonly linked: Readonly<Record<string, string>>;
  readonly admin_permissions: PermissionChanges;
}

const BLOCK = 2000;
/** Up to this many users, reading all of them is as quick as an index. */
const MAX_USERS_WITHOUT_INDEX = 2000;
/** A word is common if 20 of the newest 1,000 users contain it. Its pages then end at `MAX_COMMON_OFFSET`. */
const SAMPLE_SIZE = 1000;
const MIN_COMMON_HITS = 20;
const MAX_COMMON_OFFSET = 2000;

const COLUMNS = `u.id, u.username, u.display_name, u.role, u.status, u.email, u."group", u.remark, u.deleted_at,
  coalesce(u.inviter_id, 0) AS inviter_id, coalesce(extract(epoch FROM u.created_at)::bigint, 0) AS created_at,
  coalesce(extract(epoch FROM u.last_login_at)::bigint, 0) AS last_login_at,
  coalesce(q.balance, 0) AS quota, coalesce(a.balance, 0) AS aff_quota, coalesce(c.used_quota, 0) AS used_quota,
  coalesce(c.request_count, 0) AS request_count, coalesce(c.aff_count, 0) AS aff_count,
  coalesce(c.aff_history_quota, 0) AS aff_history_quota,
  coalesce((SELECT extract(epoch FROM max(t.locked_until))::bigint FROM auth.throttles t
             WHERE t.user_id = u.id AND t.locked_until > now()), 0) AS locked_until`;

/** The columns that conditions may name. */
const FILTERED =
  'id, username, display_name, email, role, status, "group", inviter_id, deleted_at, created_at, last_login_at';

const FIGURES = `
  LEFT JOIN ledger.accounts q ON q.user_id = u.id AND q.kind = 'quota'
  LEFT JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'affiliate'
  LEFT JOIN ledger.counters c ON c.user_id = u.id`;

/** Users below an id, newest first. */
const AFTER = {
  name: 'users.after',
  text: `SELECT ${COLUMNS} FROM auth.users u ${FIGURES} WHERE u.id < $1 ORDER BY u.id DESC LIMIT $2`,
} as const;

/** A page near the newest users, which needs no look-up of its block. */
const NEAR = {
  name: 'users.near',
  text: `WITH ids AS MATERIALIZED (SELECT id FROM auth.users ORDER BY id DESC OFFSET $1 LIMIT $2)
         SELECT ${COLUMNS} FROM ids JOIN auth.users u USING (id) ${FIGURES} ORDER BY u.id DESC`,
} as const;

/** A page by its number. The counts give the block in which it begins, so at most one block of rows is stepped over. */
const PAGE = {
  name: 'users.page',
  text: `WITH blocks AS (SELECT block, sum(count)::bigint AS n FROM auth.user_blocks GROUP BY block),
              upto AS (SELECT block, n, (sum(n) OVER (ORDER BY block DESC))::bigint AS upto FROM blocks),
              start AS (SELECT (block + 1) * ${BLOCK} AS below, $1::bigint - (upto - n) AS skip
                          FROM upto WHERE upto > $1::bigint ORDER BY upto LIMIT 1),
              ids AS MATERIALIZED (
                SELECT id FROM auth.users WHERE id < (SELECT below FROM start)
                 ORDER BY id DESC OFFSET (SELECT skip FROM start) LIMIT $2)
         SELECT ${COLUMNS} FROM ids JOIN auth.users u USING (id) ${FIGURES} ORDER BY u.id DESC`,
} as const;

const TOTAL = {
  name: 'users.total',
  text: 'SELECT coalesce(sum(count), 0)::bigint AS total FROM auth.user_blocks',
} as const;

const ONE = {
  name: 'users.one',
  text: `SELECT ${COLUMNS}, coalesce(u.aff_code, '') AS aff_code, u.setting, u.stripe_customer, u.email_verified, u.disable_reason,
                ${budgetSql('b')},
                u.admin_permissions,
                (SELECT coalesce(json_object_agg(i.provider, ${shownSubject('i')}), '{}')
                   FROM auth.identities i WHERE i.user_id = u.id) AS linked
           FROM auth.users u ${FIGURES} LEFT JOIN ledger.budgets b ON b.scope = 'user' AND b.id = u.id WHERE u.id = $1`,
} as const;

/** The columns that a change may name. */
const CHANGEABLE = [
  'username',
  'username_key',
  'display_name',
  'email',
  'email_key',
  'email_verified',
  'password_hash',
  'group',
  'role',
  'status',
  'disable_reason',
  'remark',
  'stripe_customer',
  'admin_permissions',
] as const;

/**
 * The statement of a page of the users that pass a filter. It is not a named one, because the planner must see the keyword to choose
 * between reading from the newest (common words) and the index (rare words).
 */
export function buildFilteredPage(request: SearchUsersRequest, filter: Conditions, cursor?: number) {
  const { p, page_size: size } = request;
  const offset = cursor === undefined ? (p - 1) * size : 0;
  const conditions = cursor === undefined ? filter.conditions : [...filter.conditions, `u.id < ${cursor}`];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const text = `WITH ids AS MATERIALIZED (
      SELECT u.id FROM ${toSource(request)} ${where}
       ORDER BY ${toOrderBy(request, 'b.balance')} OFFSET ${offset} LIMIT ${size})
    SELECT ${COLUMNS} FROM ids JOIN auth.users u USING (id) ${FIGURES} ORDER BY ${toOrderBy(request, 'q.balance')}`;
  return { text, values: filter.values };
}

/** SQL of users as administrators see and change them. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** A page of all users, newest first. Deep pages cost as little as the first, because nothing is counted. */
  page(offset: number, size: number): Promise<UserRow[]> {
    return this.database.query<UserRow & Record<string, unknown>>(offset < BLOCK ? NEAR : PAGE, [offset, size]);
  }

  /** Users with an id below the given one, newest first. */
  after(id: number, size: number): Promise<UserRow[]> {
    return this.database.query<UserRow & Record<string, unknown>>(AFTER, [id, size]);
  }

  async total(): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(TOTAL);
    return row?.total ?? 0;
  }

  /** A page of the users that pass a filter; empty beyond 10,000 hits. */
  async filtered(request: SearchUsersRequest, filter: Conditions, cursor?: number): Promise<UserRow[]> {
    if (cursor === undefined && (request.p - 1) * request.page_size >= MAX_EXACT_COUNT) return [];
    const { text, values } = buildFilteredPage(request, filter, cursor);
    return this.database.query<UserRow & Record<string, unknown>>(text, values);
  }

  /**
   * Returns a page of the users that contain a keyword and pass the filters. It samples the newest 1,000 users. If 2 % or more match,
   * the query scans from the newest and the total is estimated from that share, because the index would return too many rows.
   * Otherwise the index returns all hits, which are counted exactly.
   */
  async search(request: SearchUsersRequest, cursor?: number): Promise<{ rows: UserRow[]; count: Count }> {
    const all = await this.total();
    if (all > MAX_USERS_WITHOUT_INDEX) {
      const filter = buildUserFilter(request, 'row by row');
      const hits = await this.hitsAmongNewest(filter);
      if (hits >= MIN_COMMON_HITS) {
        const total = Math.round((hits / SAMPLE_SIZE) * all);
        const isTooDeep = cursor === undefined && (request.p - 1) * request.page_size >= MAX_COMMON_OFFSET;
        return {
          rows: isTooDeep ? [] : await this.filtered(request, filter, cursor),
          count: { total, estimated: true },
        };
      }
    }
    return this.hits(request, cursor);
  }

  /** Counts the users that pass a filter. */
  count({ where, values }: Conditions): Promise<Count> {
    return countRows(this.database, `FROM auth.users u ${where}`, values);
  }

  private async hitsAmongNewest({ where, values }: Conditions): Promise<number> {
    const newest = `SELECT ${FILTERED} FROM auth.users ORDER BY id DESC LIMIT ${SAMPLE_SIZE}`;
    const [row] = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (${newest}) u ${where}`,
      values,
    );
    return row?.n ?? 0;
  }

  private async hits(request: SearchUsersRequest, cursor?: number): Promise<{ rows: UserRow[]; count: Count }> {
    const { where, values } = buildUserFilter(request);
    const { p, page_size: size } = request;
    const order = toOrderBy(request);
    const page =
      cursor === undefined ? `ORDER BY ${order} OFFSET ${(p - 1) * size}` : `WHERE u.id < ${cursor} ORDER BY ${order}`;
    const [found] = await this.database.query<{ total: number; ids: number[] }>(
      `WITH u AS MATERIALIZED (SELECT u.id, u.username_key, u."group", u.created_at, u.last_login_at FROM auth.users u ${where})
       SELECT (SELECT count(*)::int FROM u) AS total,
              (SELECT coalesce(json_agg(id), '[]') FROM (SELECT u.id FROM u ${page} LIMIT ${size}) p) AS ids`,
      values,
    );
    const { total, ids } = found ?? { total: 0, ids: [] };
    if (ids.length === 0) return { rows: [], count: { total, estimated: false } };
    const rows = await this.database.query<UserRow & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM auth.users u ${FIGURES} WHERE u.id = ANY($1) ORDER BY ${order}`,
      [ids],
    );
    return { rows, count: { total, estimated: false } };
  }

  async one(id: number): Promise<FullUserRow | undefined> {
    const [row] = await this.database.query<FullUserRow & Record<string, unknown>>(ONE, [id]);
    return row;
  }

  /** Writes the given columns only. If a name or address is taken, its unique index fails. */
  async change(tx: Tx, id: number, to: UserChange): Promise<void> {
    const given = CHANGEABLE.filter((column) => to[column] !== undefined);
    if (given.length === 0) return;
    const set = given.map((column, i) => `"${column}" = $${i + 2}`).join(', ');
    await tx.query(`UPDATE auth.users SET ${set} WHERE id = $1`, [id, ...given.map((column) => to[column])]);
  }

  /** The rights of an administrator that differ from those of the role. */
  async permissionChanges(tx: Tx, id: number): Promise<PermissionChanges> {
    const text = 'SELECT admin_permissions AS changes FROM auth.users WHERE id = $1';
    const [row] = await tx.query<{ changes: PermissionChanges }>({ name: 'users.permissions', text }, [id]);
    return row?.changes ?? {};
  }

  /** Marks a user as deleted, or removes the mark. */
  async setDeleted(tx: Tx, id: number, deleted: boolean): Promise<void> {
    const text = 'UPDATE auth.users SET deleted_at = CASE WHEN $2 THEN now() END WHERE id = $1';
    await tx.query({ name: 'users.set_deleted', text }, [id, deleted]);
  }

  /** Revokes all sessions and pending logins, and the access token if `tokens` is true. */
  async revoke(tx: Tx, id: number, tokens: boolean): Promise<void> {
    await tx.query({ name: 'users.revoke', text: 'SELECT auth.revoke($1, $2)' }, [id, tokens]);
  }

  /** Ends the locks of every credential of the user. */
  async unlock(tx: Tx, id: number): Promise<void> {
    const text = `SELECT auth.unlock($1, ARRAY['password', 'passkey', 'second_factor'])`;
    await tx.query({ name: 'users.unlock', text }, [id]);
  }

  /** The user's balance, as it is for now. */
  async quota(tx: Tx, id: number): Promise<number> {
    const text = `SELECT balance FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`;
    const [row] = await tx.query<{ balance: number }>({ name: 'users.quota', text }, [id]);
    return row?.balance ?? 0;
  }

  /** The amount by which a posting changed the user's balance. */
  async posted(tx: Tx, transactionId: number, userId: number): Promise<number> {
    const text = `SELECT amount FROM ledger.entries
                   WHERE transaction_id = $1
                     AND account_id = (SELECT id FROM ledger.accounts WHERE user_id = $2 AND kind = 'quota')`;
    const [row] = await tx.query<{ amount: number }>({ name: 'users.posted', text }, [transactionId, userId]);
    return row?.amount ?? 0;
  }

  /** Deletes the row; foreign keys delete the rows that belong to it. */
  async remove(tx: Tx, id: number): Promise<void> {
    await tx.query({ name: 'users.remove', text: 'DELETE FROM auth.users WHERE id = $1' }, [id]);
  }
}
