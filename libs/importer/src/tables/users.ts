import { createHash } from 'node:crypto';
import { isDeletedUser, plainEmail, plainName } from '../people/names.js';
import type { Row } from '../sources/source.js';
import { bounded, count, isDeleted, line, moment, MOST, padded, rowId, text, unixTime } from '../values/read.js';
import { type Context, found, type Out, present, type TableImport } from './table-import.js';
import { accountRole, accountStatus } from './account-state.js';
import { userSetting } from './user-setting.js';

const OWN = [
  'id',
  'username',
  'password',
  'display_name',
  'role',
  'status',
  'email',
  'access_token',
  'quota',
  'used_quota',
];
const MORE = ['request_count', 'group', 'aff_code', 'inviter_id'];
const SOME = [
  ...[
    'aff_count',
    'aff_quota',
    'aff_history',
    'deleted_at',
    'setting',
    'remark',
    'stripe_customer',
    'created_at',
    'created_time',
  ],
  ...['last_login_at', 'last_login_time'],
];

const PROFILE = {
  username: 'text',
  username_key: 'text',
  display_name: 'text',
  email: 'text',
  email_key: 'text',
  email_verified: 'boolean',
  password_hash: 'text',
  role: 'smallint',
  status: 'smallint',
  group: 'text',
  aff_code: 'text',
  inviter_id: 'bigint',
  setting: 'jsonb',
  sidebar_modules: 'text',
  remark: 'text',
  stripe_customer: 'text',
  created_at: 'timestamptz',
  last_login_at: 'timestamptz',
  deleted_at: 'timestamptz',
};
const FIGURES = {
  quota: 'bigint',
  affiliate: 'bigint',
  used: 'bigint',
  requests: 'bigint',
  aff_count: 'bigint',
  aff_history: 'bigint',
};

/** bcrypt of any cost and letter, complete. */
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;
/** Access tokens that the gateway takes. */
const ACCESS_TOKEN = /^[A-Za-z0-9+/=]{28,32}$/;

const columns = Object.keys(PROFILE).map((column) => `"${column}"`);
const of = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');

/** Accounts with their balances, access tokens and figures. */
export const users: TableImport = {
  name: 'users',
  part: 'users',
  stage: { id: 'bigint PRIMARY KEY', ...PROFILE, ...FIGURES, token_hash: 'bytea' },
  growing: [
    'auth.users',
    'auth.credentials',
    'ledger.accounts',
    'ledger.counters',
    'ledger.entries',
    'ledger.imported',
  ],
  sequence: { name: `pg_get_serial_sequence('auth.users', 'id')`, table: 'auth.users' },
  select: (context) => ({
    table: 'users',
    columns: [...OWN, ...MORE, ...present(context, 'users', SOME)],
    key: ['id'],
  }),
  map: mapUser,
  check: () => [
    `UPDATE import_stage s SET username = u.name, username_key = u.key, email = u.email, email_key = u.email_key,
            email_verified = u.verified, inviter_id = u.inviter_id,
            role = CASE WHEN u.root THEN 100 WHEN s.role = 100 THEN CASE WHEN u.deleted THEN 1 ELSE 10 END ELSE s.role END
       FROM import_users u WHERE u.id = s.id`,
    found(
      'changed',
      'name-taken',
      `SELECT s.id, u.plain || ' becomes ' || u.name, '{}'::jsonb FROM import_stage s JOIN import_users u USING (id)
       WHERE u.plain IS NOT NULL`,
    ),
    found(
      'changed',
      'email-shared',
      `SELECT s.id, u.email, '{}'::jsonb FROM import_stage s JOIN import_users u USING (id) WHERE u.email_shared`,
    ),
    found(
      'changed',
      'further-root',
      `SELECT s.id, s.username, '{}'::jsonb FROM import_stage s JOIN import_users u USING (id)
       WHERE u.role = 100 AND NOT u.root AND NOT u.deleted`,
    ),
    ...['inviter-self', 'inviter-missing', 'inviter-ring'].map((reason) =>
      found(
        'changed',
        reason,
        `SELECT s.id, '', '{}'::jsonb FROM import_stage s JOIN import_users u USING (id) WHERE u.inviter_note = '${reason}'`,
      ),
    ),
    `WITH later AS (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY aff_code ORDER BY id) AS place FROM import_stage
                     WHERE aff_code IS NOT NULL) x WHERE place > 1)
     UPDATE import_stage s SET aff_code = NULL FROM later WHERE later.id = s.id`,
  ],
  apply: ({ importName }, whole) => [
    ...(whole ? REMOVE : []),
    // values that are unique first become free, so that they can pass from one account to another
    `UPDATE auth.users t SET username_key = E'\\x1f' || t.id, aff_code = NULL, email_verified = false
       FROM import_stage s WHERE s.id = t.id
        AND (t.username_key, t.aff_code, t.email_key, t.email_verified) IS DISTINCT FROM (s.username_key, s.aff_code, s.email_key, s.email_verified)`,
    `UPDATE auth.users t SET (${columns.join(', ')}) = ROW(${of('s')}) FROM import_stage s
      WHERE s.id = t.id AND (${of('t')}) IS DISTINCT FROM (${of('s')})`,
    `INSERT INTO auth.users (id, ${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT s.id, ${of('s')} FROM import_stage s
      WHERE NOT EXISTS (SELECT FROM auth.users t WHERE t.id = s.id) ORDER BY s.id`,
    `DELETE FROM auth.credentials c USING import_stage s WHERE c.user_id = s.id AND c.kind = 'access_token' AND c.hash IS DISTINCT FROM s.token_hash`,
    `INSERT INTO auth.credentials (hash, kind, user_id) SELECT token_hash, 'access_token', id FROM import_stage WHERE token_hash IS NOT NULL
     ON CONFLICT DO NOTHING`,
    `SELECT ledger.import('${importName}', array_agg(id ORDER BY id), array_agg(quota ORDER BY id), array_agg(affiliate ORDER BY id),
            array_agg(used ORDER BY id), array_agg(requests ORDER BY id), array_agg(aff_count ORDER BY id), array_agg(aff_history ORDER BY id))
       FROM (SELECT *, (row_number() OVER (ORDER BY id) - 1) / 10000 AS part FROM import_stage) s GROUP BY part ORDER BY part`,
  ],
  differences: () => `
    SELECT s.id::text AS row_id, 'missing in the target' AS what FROM import_stage s WHERE NOT EXISTS (SELECT FROM auth.users t WHERE t.id = s.id)
    UNION ALL
    SELECT t.id::text, 'not in the source' FROM auth.users t WHERE ${NOT_IN_SOURCE}
    UNION ALL
    SELECT s.id::text, 'different' FROM import_stage s JOIN auth.users t ON t.id = s.id WHERE (${of('t')}) IS DISTINCT FROM (${of('s')})
    UNION ALL
    SELECT s.id::text, 'access token' FROM import_stage s JOIN auth.users t ON t.id = s.id
      LEFT JOIN auth.credentials c ON c.user_id = s.id AND c.kind = 'access_token' WHERE c.hash IS DISTINCT FROM s.token_hash
    UNION ALL
    SELECT s.id::text, 'balance or figures' FROM import_stage s
      JOIN ledger.counters c ON c.user_id = s.id
      JOIN ledger.accounts q ON q.user_id = s.id AND q.kind = 'quota' JOIN ledger.accounts d ON d.user_id = s.id AND d.kind = 'debt'
      JOIN ledger.accounts f ON f.user_id = s.id AND f.kind = 'affiliate'
     WHERE (q.balance + d.balance, f.balance, c.used_quota, c.request_count, c.aff_count, c.aff_history_quota)
           <> (s.quota, s.affiliate, s.used, s.requests, s.aff_count, s.aff_history)`,
};

/** SQL for accounts `t` that are not in the source. If it has no live root, the root that set-up made stays and is no difference. */
const NOT_IN_SOURCE = `NOT EXISTS (SELECT FROM import_stage s WHERE s.id = t.id)
  AND NOT (t.role = 100 AND NOT EXISTS (SELECT FROM import_users WHERE root))`;

/** Closes accounts that are not in the source any more: their balances go to the closing account, then their rows are deleted. */
const REMOVE = [
  `SELECT ledger.close(t.id, NULL, '') FROM (SELECT id FROM auth.users t WHERE ${NOT_IN_SOURCE} ORDER BY id) t`,
  `DELETE FROM auth.users t WHERE ${NOT_IN_SOURCE}`,
];

function mapUser(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  if (!rowId(row.id)) return out.refuse(id, 'id-out-of-range', '', userAmounts(row));
  const deleted = isDeletedUser(row, context.system);
  const { name, key, made, was } = plainName(row);
  if (made) out.change(id, 'name-made', name);
  else if (was !== undefined) out.change(id, 'name-cleaned', JSON.stringify(name));
  const email = plainEmail(row);
  if (email.invalid) out.change(id, 'email-invalid', line(row.email).slice(0, 255));
  const { setting, sidebarModules } = userSetting(id, row.setting, out);
  out.row({
    id,
    username: name,
    username_key: key,
    display_name: line(row.display_name) || name,
    email: email.address,
    email_key: email.key,
    email_verified: false,
    password_hash: deleted ? '' : passwordHash(id, row, out),
    role: accountRole(id, row, deleted, out),
    status: accountStatus(id, row, deleted, context.system, out),
    group: groupOf(id, row, out),
    aff_code: text(row.aff_code).trim() || null,
    inviter_id: null,
    setting,
    sidebar_modules: sidebarModules,
    remark: text(row.remark),
    stripe_customer: text(row.stripe_customer),
    created_at: unixTime(row.created_at) ?? unixTime(row.created_time),
    last_login_at: unixTime(row.last_login_at) ?? unixTime(row.last_login_time),
    deleted_at: deleted
      ? isDeleted(row.deleted_at)
        ? (moment(row.deleted_at) ?? context.startedAt)
        : context.startedAt
      : null,
    ...figuresOf(id, row, out),
    token_hash: deleted ? null : accessTokenHash(id, row, out),
  });
}

function figuresOf(id: string, row: Row, out: Out): Record<string, bigint> {
  const quota = count(row.quota);
  const fits = quota >= -MOST && quota <= MOST;
  if (!fits) out.change(id, 'quota-out-of-range', String(quota), { 'users.quota': quota });
  const affiliate = count(row.aff_quota);
  const kept = affiliate < 0n || affiliate > MOST ? 0n : affiliate;
  if (kept !== affiliate)
    out.change(id, 'affiliate-out-of-range', String(affiliate), { 'users.aff_quota': affiliate - kept });
  const history = count(row.aff_history);
  if (affiliate > history) out.notice(id, 'affiliate-above-history', `${String(affiliate)} of ${String(history)}`);
  return {
    quota: fits ? quota : 0n,
    affiliate: kept,
    used: figure(id, row, 'used_quota', out),
    requests: figure(id, row, 'request_count', out, 0n),
    aff_count: figure(id, row, 'aff_count', out, 0n),
    aff_history: figure(id, row, 'aff_history', out),
  };
}

function figure(id: string, row: Row, column: string, out: Out, least = -MOST): bigint {
  const value = count(row[column]);
  const kept = bounded(value, least);
  if (kept !== value)
    out.change(id, 'figure-out-of-range', `${column} ${String(value)}`, { [`users.${column}`]: value - kept });
  return kept;
}

function userAmounts(row: Row): Record<string, bigint> {
  const sums = ['quota', 'aff_quota', 'used_quota', 'request_count', 'aff_count', 'aff_history'];
  return { 'users.count': 1n, ...Object.fromEntries(sums.map((column) => [`users.${column}`, count(row[column])])) };
}

function passwordHash(id: string, row: Row, out: Out): string {
  const stored = text(row.password);
  if (stored === '' || BCRYPT.test(stored)) return stored;
  out.change(id, 'password-not-bcrypt');
  return '';
}

function accessTokenHash(id: string, row: Row, out: Out): Buffer | null {
  const token = padded(row.access_token);
  if (token === '') return null;
  if (ACCESS_TOKEN.test(token)) return createHash('sha256').update(token).digest();
  out.change(id, 'access-token-form', `${String(token.length)} characters`);
  return null;
}

function groupOf(id: string, row: Row, out: Out): string {
  const group = line(row.group);
  if (group === 'auto') out.change(id, 'group-auto');
  return group === '' || group === 'auto' ? 'default' : group;
}
