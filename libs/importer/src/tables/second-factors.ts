import type { Row } from '../sources/source.js';
import { flag, isDeleted, moment, rowId, text } from '../values/read.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type Context, found, type Out, refuseStaged, type TableImport } from './table-import.js';

const FACTORS = { table: 'auth.two_factors', key: ['user_id'], columns: ['secret', 'confirmed_at', 'created_at'] };
const CODES = { table: 'auth.backup_codes', key: ['user_id', 'hash'], columns: ['used_at'] };
/** base32 of 10 bytes or more; padding is not needed (RFC 4648). */
const SECRET = /^[A-Z2-7]{16,256}$/;
const BCRYPT = /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/;

/** A line in the log of a user whose second factor protected nothing. */
const ASK = '您原来的两步验证无法使用，请重新设置两步验证';

const ofLiveUser = (column: string) =>
  `NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.${column} AND NOT u.deleted)`;
/** Sealed secrets as the target has them, of the rows that are being mapped: a secret that is the same stays sealed as it is. */
const kept = new Map<string, Buffer>();

/** Authenticator apps that are in force. */
export const twoFactors: TableImport = {
  name: 'two-factors',
  part: 'factors',
  whole: true,
  stage: { user_id: 'bigint', secret: 'bytea', confirmed_at: 'timestamptz', created_at: 'timestamptz' },
  select: ({ source }) =>
    source.columns.has('two_fas')
      ? {
          table: 'two_fas',
          columns: ['id', 'user_id', 'secret', 'is_enabled', 'created_at', 'deleted_at'],
          key: ['id'],
        }
      : undefined,
  prepare: async (rows, target) => {
    kept.clear();
    const ids = rows.flatMap((row) => rowId(row.user_id) ?? []).map(String);
    const found = await target.query<{ user_id: string; secret: Buffer }>(
      'SELECT user_id::text, secret FROM auth.two_factors WHERE user_id = ANY($1::bigint[])',
      [ids],
    );
    for (const { user_id: id, secret } of found) kept.set(id, secret);
  },
  map: mapFactor,
  check: () => [
    refuseStaged('factor-of-missing-user', { where: ofLiveUser('user_id'), id: 's.user_id' }),
    'DROP TABLE IF EXISTS import_asked',
    `CREATE TEMPORARY TABLE import_asked AS SELECT row_id::bigint AS user_id FROM import_found
      WHERE reason IN ('factor-secret-empty', 'factor-secret-malformed') AND row_id ~ '^[0-9]{1,15}$'`,
    'DROP TABLE IF EXISTS import_factors',
    'CREATE TEMPORARY TABLE import_factors AS SELECT user_id FROM import_stage',
  ],
  apply: () => [
    ...mirrorRows(FACTORS, true),
    `INSERT INTO admin.logs (user_id, type, content, username) SELECT u.id, 4, '${ASK}', u.username
       FROM import_asked a JOIN auth.users u ON u.id = a.user_id AND u.deleted_at IS NULL
      WHERE NOT EXISTS (SELECT FROM admin.logs l WHERE l.user_id = u.id AND l.content = '${ASK}')`,
  ],
  differences: () => mirrorDifferences(FACTORS),
};

function mapFactor(row: Row, out: Out, { secrets, startedAt }: Context): void {
  const id = text(row.user_id);
  if (isDeleted(row.deleted_at)) return out.refuse(id, 'factor-deleted');
  if (!flag(row.is_enabled)) return out.refuse(id, 'factor-pending');
  const seed = text(row.secret).replace(/\s/g, '').replace(/=+$/, '').toUpperCase();
  if (seed === '') return out.refuse(id, 'factor-secret-empty');
  if (!SECRET.test(seed)) return out.refuse(id, 'factor-secret-malformed');
  if (!rowId(row.user_id)) return out.refuse(id, 'factor-of-missing-user');
  if (seed !== text(row.secret)) out.change(id, 'factor-secret-cleaned');
  const place = `auth.two_factors.secret:${id}`;
  const before = kept.get(id);
  const isSame = before !== undefined && !secrets.isStale(before) && secrets.open(before, place) === seed;
  const time = moment(row.created_at) ?? startedAt;
  out.row({ user_id: id, secret: isSame ? before : secrets.seal(seed, place), confirmed_at: time, created_at: time });
}

/** A dry run has moved no factors: there they are those that would have been moved. */
const factorsOf = ({ mode }: Context) => (mode === 'dry-run' ? 'import_factors' : 'auth.two_factors');

/** Backup codes. Their texts are not known: the hashes of the source come over. */
export const backupCodes: TableImport = {
  name: 'backup-codes',
  part: 'factors',
  whole: true,
  stage: { id: 'text', user_id: 'bigint', hash: 'bytea', used_at: 'timestamptz' },
  select: ({ source }) =>
    source.columns.has('two_fa_backup_codes')
      ? {
          table: 'two_fa_backup_codes',
          columns: ['id', 'user_id', 'code_hash', 'is_used', 'used_at', 'deleted_at'],
          key: ['id'],
        }
      : undefined,
  map: (row, out, { startedAt }) => {
    const id = text(row.id);
    const hash = text(row.code_hash);
    if (isDeleted(row.deleted_at)) return out.refuse(id, 'backup-code-replaced');
    if (!BCRYPT.test(hash)) return out.refuse(id, 'backup-code-not-bcrypt');
    if (!rowId(row.user_id)) return out.refuse(id, 'backup-code-without-factor');
    const usedAt = flag(row.is_used) ? (moment(row.used_at) ?? startedAt) : null;
    out.row({ id, user_id: text(row.user_id), hash: Buffer.from(hash, 'latin1'), used_at: usedAt });
  },
  check: (context) => [
    refuseStaged('backup-code-without-factor', {
      where: `NOT EXISTS (SELECT FROM ${factorsOf(context)} f WHERE f.user_id = s.user_id)`,
      detail: 's.user_id::text',
    }),
    refuseStaged('backup-code-twice', {
      where: 'EXISTS (SELECT FROM import_stage o WHERE o.user_id = s.user_id AND o.hash = s.hash AND o.id < s.id)',
      detail: 's.user_id::text',
    }),
    found(
      'notice',
      'factor-without-codes',
      `SELECT f.user_id, '', '{}'::jsonb FROM ${factorsOf(context)} f WHERE NOT EXISTS (SELECT FROM import_stage s WHERE s.user_id = f.user_id)`,
    ),
  ],
  apply: () => mirrorRows(CODES, true),
  differences: () => mirrorDifferences(CODES),
};
