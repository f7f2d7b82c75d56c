import type { Row } from '../sources/source.js';
import { bounded, count, isDeleted, line, moment, MOST, padded, rowId, text, unixTime } from '../values/read.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type Context, type Out, present, refuseStaged, type TableImport } from './table-import.js';

const OWN = ['id', 'user_id', 'key', 'status', 'name', 'quota', 'created_time', 'redeemed_time'];
const COLUMNS = {
  ...{ key: 'text', batch_id: 'bigint', created_by: 'bigint', name: 'text', quota: 'bigint', status: 'smallint' },
  ...{ used_user_id: 'bigint', redeemed_at: 'timestamptz', expires_at: 'timestamptz', created_at: 'timestamptz' },
  ...{ deleted_at: 'timestamptz', imported: 'text' },
};
const CODES = { table: 'billing.redemptions', key: ['id'], columns: Object.keys(COLUMNS), scope: `t.imported <> ''` };
const MAX_KEY = 64;
const ENABLED = 1;
const DISABLED = 2;
const USED = 3;

const AMOUNTS = `jsonb_build_object('codes.count', 1, 'codes.quota', s.quota::text)`;

/** Redemption codes in their state: none that was used, disabled or expired can be redeemed. */
export const redemptions: TableImport = {
  name: 'codes',
  part: 'codes',
  stage: { id: 'bigint PRIMARY KEY', ...COLUMNS },
  sequence: { name: `pg_get_serial_sequence('billing.redemptions', 'id')`, table: 'billing.redemptions' },
  select: (context) => ({
    table: 'redemptions',
    columns: [...OWN, ...present(context, 'redemptions', ['used_user_id', 'expired_time', 'deleted_at'])],
    key: ['id'],
  }),
  map: mapCode,
  check: (_context, whole) => [
    refuseStaged('code-twice', {
      where: 'EXISTS (SELECT FROM import_stage o WHERE o.key = s.key AND o.id < s.id)',
      amounts: AMOUNTS,
    }),
    // two statements, because two conditions joined by OR would be checked row by row
    ...(whole
      ? []
      : [
          refuseStaged('code-twice', {
            where: 'EXISTS (SELECT FROM billing.redemptions o WHERE o.key = s.key)',
            amounts: AMOUNTS,
          }),
        ]),
    `UPDATE import_stage s SET used_user_id = NULL
      WHERE used_user_id IS NOT NULL AND NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.used_user_id)`,
  ],
  apply: (_context, whole) => mirrorRows(CODES, whole),
  differences: () => mirrorDifferences(CODES),
};

function mapCode(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  const quota = count(row.quota);
  const key = padded(row.key).trim();
  const refuse = (reason: string) => out.refuse(id, reason, '', { 'codes.count': 1n, 'codes.quota': quota });
  if (!rowId(row.id)) return refuse('id-out-of-range');
  if (key === '') return refuse('code-empty');
  if (key.length > MAX_KEY) return refuse('code-too-long');
  const kept = bounded(quota);
  if (kept !== quota) out.change(id, 'code-quota-out-of-range', String(quota), { 'codes.quota': quota - kept });
  const status = codeStatus(id, row, out);
  const redeemedAt = unixTime(row.redeemed_time);
  const createdAt = unixTime(row.created_time);
  if (status === USED && redeemedAt && createdAt && redeemedAt < createdAt) out.notice(id, 'code-redeemed-before-made');
  out.row({
    id,
    key,
    batch_id: 0n,
    created_by: bounded(count(row.user_id), 0n),
    name: line(row.name),
    quota: kept,
    status,
    used_user_id: status === USED ? (rowId(row.used_user_id) ?? null) : null,
    redeemed_at: status === USED ? redeemedAt : null,
    expires_at: unixTime(row.expired_time),
    created_at: createdAt,
    deleted_at: isDeleted(row.deleted_at) ? (moment(row.deleted_at) ?? context.startedAt) : null,
    imported: status === USED ? 'used' : 'other',
  });
}

/** A used code stays used. A code that may be used, or has no value, is disabled, so that only an administrator can enable it. */
function codeStatus(id: string, row: Row, out: Out): number {
  const status = count(row.status);
  const quota = count(row.quota);
  if (status === 3n) {
    if (row.used_user_id !== undefined && count(row.used_user_id) <= 0n) out.notice(id, 'code-used-by-nobody');
    return USED;
  }
  if (status === 2n) return DISABLED;
  if (status !== 1n) return disabled(id, out, 'code-status-unknown', text(row.status));
  if (quota < 1n || quota > MOST) return disabled(id, out, 'code-quota-disabled', String(quota));
  if (count(row.used_user_id) > 0n) return disabled(id, out, 'code-enabled-with-user', text(row.used_user_id));
  return ENABLED;
}

function disabled(id: string, out: Out, reason: string, detail: string): number {
  out.change(id, reason, detail);
  return DISABLED;
}
