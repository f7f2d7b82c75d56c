import { Injectable } from '@nestjs/common';
import { apiKeyLookups, getUsableGroups, type KeyFacts } from '@tollgate/account-rules';
import { hashSecret } from '@tollgate/platform/access';
import { BatchLoader, Database } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { Secrets } from '@tollgate/platform/secrets';

/** An API key with its user, its limits and what is spent and reserved of them. Quota; times in Unix seconds. */
export interface KeyRow extends KeyFacts {
  readonly id: number;
  readonly deleted: boolean;
  readonly lookup: string;
  readonly name: string;
  readonly user_id: number;
  readonly username: string;
  readonly role: number;
  /** -1: never. */
  readonly expired_time: number;
  readonly unlimited: boolean;
  readonly remain_quota: number;
  readonly key_used: number;
  readonly key_reserved: number;
  /** Of balance and plans, as the user's order of use allows, and what is held of them. */
  readonly balance: number;
  readonly reserved: number;
  readonly debt: number;
  readonly key_budget: number | null;
  readonly key_budget_used: number;
  readonly key_budget_resets_at: number | null;
  readonly user_budget: number | null;
  readonly user_budget_used: number;
  readonly user_budget_resets_at: number | null;
}

const budget = (alias: string, prefix: string) => `${alias}.quota AS ${prefix}_budget,
  CASE WHEN ${alias}.resets_at > now() THEN ${alias}.used ELSE 0 END AS ${prefix}_budget_used,
  extract(epoch FROM CASE WHEN ${alias}.resets_at > now() THEN ${alias}.resets_at
                          ELSE ledger.window_end(now(), ${alias}.period, ${alias}.timezone) END)::bigint AS ${prefix}_budget_resets_at`;

const COLUMNS = `k.id, k.deleted_at IS NOT NULL OR u.deleted_at IS NOT NULL AS deleted, encode(k.lookup, 'base64') AS lookup, k.name,
  k.user_id, u.username, u.role, u.status AS user_status, u."group" AS user_group, k."group", k.allow_ips, k.model_limits_enabled,
  k.model_limits, coalesce(extract(epoch FROM k.expires_at)::bigint, -1) AS expired_time,
  CASE WHEN k.status <> 1 THEN k.status WHEN k.expires_at <= now() THEN 3 ELSE 1 END::int AS status,
  l.unlimited, l.remain_quota, l.used_quota AS key_used, l.reserved AS key_reserved,
  CASE WHEN p.user_id IS NULL THEN a.balance
       ELSE least(9007199254740991, ledger.plan_available(u.id, a.balance - a.reserved) + a.reserved + p.held + p.held_free) END AS balance,
  a.reserved + coalesce(p.held + p.held_free, 0) AS reserved, d.balance AS debt, ${budget('w', 'key')}, ${budget('b', 'user')}`;
const FROM = `FROM auth.api_keys k
  JOIN auth.users u ON u.id = k.user_id
  JOIN ledger.keys l ON l.key_id = k.id
  JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'quota'
  JOIN ledger.accounts d ON d.user_id = u.id AND d.kind = 'debt'
  LEFT JOIN ledger.plan_pools p ON p.user_id = u.id
  LEFT JOIN ledger.budgets w ON w.scope = 'key' AND w.id = k.id
  LEFT JOIN ledger.budgets b ON b.scope = 'user' AND b.id = u.id`;

const BY_LOOKUP = {
  name: 'relay.keys_by_lookup',
  text: `SELECT ${COLUMNS} ${FROM} WHERE k.lookup = ANY($1::bytea[])`,
};
const BY_ID = { name: 'relay.keys_by_id', text: `SELECT ${COLUMNS} ${FROM} WHERE k.id = ANY($1::bigint[])` };
const USERS = {
  name: 'relay.users',
  text: `SELECT id, status FROM auth.users WHERE id = ANY($1::bigint[]) AND deleted_at IS NULL`,
};

/** Reads API keys and users for relays as they are at this moment; requests that ask at the same time share a statement. */
@Injectable()
export class KeyDirectory {
  private readonly byLookup: BatchLoader<string, KeyRow>;
  private readonly byId: BatchLoader<number, KeyRow>;
  private readonly users: BatchLoader<number, { readonly id: number; readonly status: number }>;

  constructor(
    database: Database,
    private readonly secrets: Secrets,
    private readonly options: Options,
  ) {
    this.byLookup = new BatchLoader(async (lookups) => {
      const rows = await database.query<KeyRow & Record<string, unknown>>(BY_LOOKUP, [
        lookups.map((lookup) => Buffer.from(lookup, 'base64')),
      ]);
      return new Map(rows.map((row) => [row.lookup, row]));
    });
    this.byId = new BatchLoader(async (ids) => {
      const rows = await database.query<KeyRow & Record<string, unknown>>(BY_ID, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    });
    this.users = new BatchLoader(async (ids) => {
      const rows = await database.query<{ id: number; status: number }>(USERS, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    });
  }

  /** The key that a user sent, with or without `Bearer ` and `sk-`; deleted keys included. */
  async presented(key: string): Promise<KeyRow | undefined> {
    const plain = key
      .trim()
      .replace(/^bearer +/i, '')
      .replace(/^sk-/, '');
    const lookups = apiKeyLookups(this.secrets, hashSecret(plain).toString('base64url'));
    const found = await Promise.all(lookups.map((lookup) => this.byLookup.load(lookup.toString('base64'))));
    return found.find((row) => row !== undefined);
  }

  numbered(id: number): Promise<KeyRow | undefined> {
    return this.byId.load(id);
  }

  /** The status of a user; undefined if there is none or it is deleted. */
  async userStatus(id: number): Promise<number | undefined> {
    return (await this.users.load(id))?.status;
  }

  /** Whether a user of one group may use another, by the options of this moment. */
  isUsableGroup(group: string, userGroup: string): boolean {
    const { options } = this;
    const rules = {
      ratios: options.get('GroupRatio'),
      usable: options.get('UserUsableGroups'),
      special: options.get('group_ratio_setting.group_special_usable_group'),
      ownRatios: options.get('GroupGroupRatio'),
      auto: options.get('AutoGroups'),
    };
    return Object.hasOwn(getUsableGroups(rules, userGroup), group);
  }
}
