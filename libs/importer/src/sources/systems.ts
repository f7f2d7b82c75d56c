import { ImportError } from '../import-error.js';
import type { Source } from './source.js';

/** The systems that are known, by the generation of their tables. */
export type System = 'new-api-2025-11' | 'new-api-2026-08' | 'one-api' | 'one-hub';

export const SYSTEM_NAMES: Readonly<Record<System, string>> = {
  'new-api-2025-11': 'New API, generation of November 2025',
  'new-api-2026-08': 'New API, generation of August 2026',
  'one-api': 'One API',
  'one-hub': 'one-hub',
};

/** Columns that the tables of users, keys and codes must have in every system. */
const USERS = [
  'id',
  'username',
  'password',
  'display_name',
  'role',
  'status',
  'email',
  'github_id',
  'wechat_id',
  'oidc_id',
];
const FIGURES = ['access_token', 'quota', 'used_quota', 'request_count', 'group', 'aff_code', 'inviter_id'];
const TOKENS = [
  'id',
  'user_id',
  'key',
  'status',
  'name',
  'created_time',
  'accessed_time',
  'expired_time',
  'remain_quota',
];
const CODES = ['id', 'user_id', 'key', 'status', 'name', 'quota', 'created_time', 'redeemed_time'];
const LOGS = ['id', 'user_id', 'created_at', 'type', 'content', 'username', 'token_name', 'model_name', 'quota'];

interface Schema {
  /** Table and column that only this system has. */
  readonly mark: readonly [table: string, column: string];
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

const base = {
  users: [...USERS, ...FIGURES],
  tokens: [...TOKENS, 'unlimited_quota', 'used_quota'],
  redemptions: CODES,
  logs: [...LOGS, 'prompt_tokens', 'completion_tokens', 'channel_id', 'is_stream'],
  options: ['key', 'value'],
};
const AFFILIATES = ['aff_count', 'aff_quota', 'aff_history', 'deleted_at'];
const newApi = {
  ...base,
  users: [
    ...base.users,
    ...AFFILIATES,
    'discord_id',
    'telegram_id',
    'linux_do_id',
    'setting',
    'remark',
    'stripe_customer',
  ],
  tokens: [...base.tokens, 'model_limits_enabled', 'model_limits', 'allow_ips', 'group', 'deleted_at'],
  redemptions: [...CODES, 'used_user_id', 'expired_time', 'deleted_at'],
  top_ups: ['id', 'user_id', 'amount', 'money', 'trade_no', 'payment_method', 'create_time', 'complete_time', 'status'],
  logs: [...base.logs, 'use_time', 'token_id', 'group', 'ip', 'other'],
  two_fas: ['id', 'user_id', 'secret', 'is_enabled', 'created_at', 'deleted_at'],
  two_fa_backup_codes: ['id', 'user_id', 'code_hash', 'is_used', 'used_at', 'deleted_at'],
  passkey_credentials: ['id', 'user_id', 'credential_id', 'public_key', 'sign_count', 'transports', 'deleted_at'],
};

/** From the newest to the oldest: a later generation has what an earlier one has. */
const SCHEMAS: Readonly<Record<System, Schema>> = {
  'new-api-2026-08': {
    mark: ['top_ups', 'payment_provider'],
    needs: {
      ...newApi,
      users: [...newApi.users, 'created_at', 'last_login_at'],
      top_ups: [...newApi.top_ups, 'payment_provider'],
    },
  },
  'new-api-2025-11': { mark: ['top_ups', 'payment_method'], needs: newApi },
  'one-hub': {
    mark: ['orders', 'gateway_id'],
    needs: {
      ...base,
      users: [
        ...base.users,
        ...AFFILIATES,
        'github_id_new',
        'telegram_id',
        'lark_id',
        'created_time',
        'last_login_time',
      ],
      tokens: [...base.tokens, 'group', 'setting', 'deleted_at'],
      logs: [...base.logs, 'request_time', 'source_ip', 'metadata'],
      orders: [
        'id',
        'user_id',
        'gateway_id',
        'trade_no',
        'amount',
        'order_amount',
        'quota',
        'status',
        'created_at',
        'updated_at',
      ],
      payments: ['id', 'type', 'config', 'enable'],
      user_groups: ['symbol', 'name', 'ratio', 'public', 'enable'],
    },
  },
  'one-api': {
    mark: ['tokens', 'subnet'],
    needs: {
      ...base,
      users: [...base.users, 'lark_id'],
      tokens: [...base.tokens, 'models', 'subnet'],
      logs: [...base.logs, 'elapsed_time'],
    },
  },
};

/** The tables of a source and the system that made them. */
export interface Recognised {
  readonly system: System;
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Recognises the system by its tables and columns.
 * @throws ImportError that names the missing table or column
 */
export async function recognise(source: Source): Promise<Recognised> {
  const columns = await source.columns();
  if (!columns.has('users')) {
    throw new ImportError(`${source.address} is not a known database: it has no table users that this login can see`);
  }
  const systems = Object.entries(SCHEMAS) as [System, Schema][];
  const found = systems.find(([, { mark }]) => columns.get(mark[0])?.has(mark[1]));
  if (!found) {
    const marks = systems.map(([system, { mark }]) => `${mark.join('.')} (${SYSTEM_NAMES[system]})`).join(', ');
    throw new ImportError(`${source.address} is not a known database: it has none of the columns ${marks}`);
  }
  const [system, { needs }] = found;
  const missing = Object.entries(needs).flatMap(([table, names]) => {
    const present = columns.get(table);
    return present
      ? names.filter((name) => !present.has(name)).map((name) => `column ${table}.${name}`)
      : [`table ${table}`];
  });
  if (missing.length > 0) {
    throw new ImportError(`${source.address} looks like ${SYSTEM_NAMES[system]}, but lacks ${missing.join(', ')}`);
  }
  return { system, columns };
}
