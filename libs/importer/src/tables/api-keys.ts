import { createHash } from 'node:crypto';
import type { Secrets } from '@tollgate/platform/secrets';
import type { Row } from '../sources/source.js';
import {
  bounded,
  count,
  flag,
  isDeleted,
  line,
  moment,
  padded,
  rowId,
  text,
  toTimestamp,
  unixTime,
} from '../values/read.js';
import { keyLimits } from './key-limits.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type Context, found, type Out, present, refuseStaged, type TableImport } from './table-import.js';

const OWN = ['id', 'user_id', 'key', 'status', 'name', 'created_time', 'accessed_time', 'expired_time', 'remain_quota'];
const MORE = ['unlimited_quota', 'used_quota'];
const SOME = [
  ...[
    'model_limits_enabled',
    'model_limits',
    'allow_ips',
    'models',
    'subnet',
    'setting',
    'group',
    'backup_group',
    'deleted_at',
  ],
  ...['auto_groups', 'cross_group_retry'],
];
const COLUMNS = {
  ...{
    user_id: 'bigint',
    lookup: 'bytea',
    sealed: 'bytea',
    name: 'text',
    status: 'smallint',
    created_at: 'timestamptz',
  },
  ...{
    expires_at: 'timestamptz',
    model_limits_enabled: 'boolean',
    model_limits: 'text',
    allow_ips: 'text',
    group: 'text',
  },
  deleted_at: 'timestamptz',
};
const KEYS = { table: 'auth.api_keys', key: ['id'], columns: Object.keys(COLUMNS), notCompared: ['sealed'] };
/** Limits of keys that are gone. */
const FORGET = `SELECT ledger.forget_keys(array_agg(l.key_id)) FROM ledger.keys l
  WHERE NOT EXISTS (SELECT FROM auth.api_keys k WHERE k.id = l.key_id) HAVING count(*) > 0`;
const MAX_NAME = 60;
const ENABLED = 1;
const DISABLED = 2;

const AMOUNTS = `jsonb_build_object('keys.count', 1, 'keys.remain_quota', CASE WHEN s.unlimited THEN 0 ELSE s.remain END::text, 'keys.used_quota', s.used::text)`;

/** API keys, as they are: with and without `sk-` before them they open what they opened. */
export const apiKeys: TableImport = {
  name: 'keys',
  part: 'keys',
  stage: {
    id: 'bigint PRIMARY KEY',
    ...COLUMNS,
    remain: 'bigint',
    unlimited: 'boolean',
    used: 'bigint',
    used_at: 'timestamptz',
  },
  sequence: { name: `pg_get_serial_sequence('auth.api_keys', 'id')`, table: 'auth.api_keys' },
  select: (context) => ({
    table: 'tokens',
    columns: [...OWN, ...MORE, ...present(context, 'tokens', SOME)],
    key: ['id'],
  }),
  map: mapKey,
  check: (_context, whole) => [
    refuseStaged('key-of-missing-user', {
      where: 'NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id)',
      detail: 's.user_id::text',
      amounts: AMOUNTS,
    }),
    refuseStaged('key-twice', {
      where: 'EXISTS (SELECT FROM import_stage o WHERE o.lookup = s.lookup AND o.id < s.id)',
      amounts: AMOUNTS,
    }),
    // two statements, because two conditions joined by OR would be checked row by row
    ...(whole
      ? []
      : [
          refuseStaged('key-twice', {
            where: 'EXISTS (SELECT FROM auth.api_keys o WHERE o.lookup = s.lookup)',
            amounts: AMOUNTS,
          }),
        ]),
    found(
      'changed',
      'key-of-deleted-user',
      `SELECT s.id, s.user_id::text, '{}'::jsonb FROM import_stage s JOIN import_users u ON u.id = s.user_id
       WHERE u.deleted AND s.deleted_at IS NULL`,
    ),
    `UPDATE import_stage s SET status = 2 FROM import_users u WHERE u.id = s.user_id AND u.deleted`,
  ],
  apply: (_context, whole) => [
    ...mirrorRows(KEYS, whole),
    ...(whole ? [FORGET] : []),
    `SELECT ledger.import_keys(array_agg(id ORDER BY id), array_agg(user_id ORDER BY id), array_agg(remain ORDER BY id),
            array_agg(unlimited ORDER BY id), array_agg(used ORDER BY id), array_agg(used_at ORDER BY id))
       FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) / 10000 AS part FROM import_stage) s GROUP BY part ORDER BY part`,
  ],
  differences: () => `${mirrorDifferences(KEYS)}
    UNION ALL
    SELECT s.id::text, 'limit or figures' FROM import_stage s JOIN ledger.keys k ON k.key_id = s.id
     WHERE (k.remain_quota, k.unlimited, k.used_quota, k.used_at) IS DISTINCT FROM (s.remain, s.unlimited, s.used, s.used_at)
    UNION ALL
    SELECT l.key_id::text, 'limit of a key that is gone' FROM ledger.keys l
     WHERE NOT EXISTS (SELECT FROM auth.api_keys k WHERE k.id = l.key_id)`,
};

function mapKey(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  const unlimited = flag(row.unlimited_quota);
  const remain = count(row.remain_quota);
  const used = count(row.used_quota);
  const refuse = (reason: string, detail = '') =>
    out.refuse(id, reason, detail, {
      'keys.count': 1n,
      'keys.remain_quota': unlimited ? 0n : remain,
      'keys.used_quota': used,
    });
  const stored = padded(row.key).trim();
  if (!rowId(row.id)) return refuse('id-out-of-range');
  if (!rowId(row.user_id)) return refuse('key-of-missing-user', text(row.user_id));
  if (stored === '') return refuse('key-empty');
  // only one-hub takes such a key, with a second prefix before it
  const works = context.system === 'one-hub' || !stored.startsWith('sk-');
  const keptRemain = bounded(remain, 0n);
  if (!unlimited && keptRemain !== remain) {
    out.change(id, remain < 0n ? 'key-below-zero' : 'key-out-of-range', String(remain), {
      'keys.remain_quota': remain - keptRemain,
    });
  }
  const keptUsed = bounded(used, 0n);
  if (keptUsed !== used)
    out.change(id, 'figure-out-of-range', `used_quota ${String(used)}`, { 'keys.used_quota': used - keptUsed });
  const limits = keyLimits(id, row, out, context.system);
  const name = line(row.name);
  if (name === '') out.change(id, 'key-name-made');
  const status = works
    ? keyStatus(id, row, { unlimited, remain: keptRemain, readable: limits.readable }, out, context)
    : unusable(id, out);
  out.row({
    id,
    user_id: text(row.user_id),
    ...secretsOf(context.secrets, stored, text(row.user_id)),
    name: name === '' ? `key-${id}` : [...name].slice(0, MAX_NAME).join(''),
    status,
    created_at: unixTime(row.created_time),
    expires_at: expiry(id, row, out),
    model_limits_enabled: limits.modelsLimited,
    model_limits: limits.models,
    allow_ips: limits.addresses,
    group: line(row.group),
    deleted_at: isDeleted(row.deleted_at) ? (moment(row.deleted_at) ?? context.startedAt) : null,
    remain: keptRemain,
    unlimited,
    used: keptUsed,
    used_at: unixTime(row.accessed_time),
  });
}

/** The stored forms of a key: the hash by which the service looks it up, and the sealed key for its owner. */
function secretsOf(secrets: Secrets, key: string, userId: string): { lookup: Buffer; sealed: Buffer } {
  const hash = createHash('sha256').update(key).digest('base64url');
  return { lookup: secrets.lookups(hash, 'api_key')[0], sealed: secrets.seal(key, `auth.api_keys.sealed:${userId}`) };
}

function unusable(id: string, out: Out): number {
  out.change(id, 'key-with-prefix');
  return DISABLED;
}

/** Expired and used-up are read off time and rest here; where these say otherwise the key is switched off. */
function keyStatus(
  id: string,
  row: Row,
  { unlimited, remain, readable }: { unlimited: boolean; remain: bigint; readable: boolean },
  out: Out,
  { startedAt }: Context,
): number {
  const status = count(row.status);
  if (!readable) return DISABLED;
  if (status === 1n) return ENABLED;
  if (status === 2n) return DISABLED;
  const expires = count(row.expired_time);
  if (status === 3n && expires >= 0n && expires < BigInt(Math.floor(Date.parse(startedAt) / 1000))) return ENABLED;
  if (status === 4n && !unlimited && remain === 0n) return ENABLED;
  out.change(id, status === 3n || status === 4n ? 'key-state-switched-off' : 'key-status-unknown', text(row.status));
  return DISABLED;
}

function expiry(id: string, row: Row, out: Out): string | null {
  const seconds = count(row.expired_time);
  if (seconds < 0n) return null;
  if (seconds === 0n) out.notice(id, 'key-expired-at-zero');
  return unixTime(row.expired_time) ?? toTimestamp(seconds === 0n ? 0n : 253_402_300_799n);
}
