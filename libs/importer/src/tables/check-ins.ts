import type { Row } from '../sources/source.js';
import { bounded, count, rowId, text, unixTime } from '../values/read.js';
import { mirrorDifferences, mirrorRows } from './mirror.js';
import { type Context, type Out, present, refuseStaged, type TableImport } from './table-import.js';

const COLUMNS = { user_id: 'bigint', day: 'date', quota: 'bigint', created_at: 'timestamptz', imported: 'boolean' };
const CHECK_INS = {
  table: 'auth.check_ins',
  key: ['user_id', 'day'],
  columns: Object.keys(COLUMNS),
  notCompared: ['created_at'],
  scope: 't.imported',
};
const AMOUNTS = `jsonb_build_object('check-ins.count', 1, 'check-ins.quota', s.quota::text)`;

/** Days on which users checked in. The awards are in the balances already, so nothing is posted. */
export const checkIns: TableImport = {
  name: 'check-ins',
  part: 'subscriptions',
  whole: true,
  stage: { id: 'bigint', ...COLUMNS },
  select: (context) => {
    const columns = present(context, 'checkins', ['id', 'user_id', 'checkin_date', 'quota_awarded', 'created_at']);
    return columns.length === 0 ? undefined : { table: 'checkins', columns, key: ['id'] };
  },
  map: mapCheckIn,
  check: () => [
    refuseStaged('check-in-of-missing-user', {
      where: 'NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id)',
      amounts: AMOUNTS,
    }),
    refuseStaged('check-in-twice', {
      where: 'EXISTS (SELECT FROM import_stage o WHERE o.user_id = s.user_id AND o.day = s.day AND o.id < s.id)',
      amounts: AMOUNTS,
    }),
  ],
  apply: (_context, whole) => mirrorRows(CHECK_INS, whole),
  differences: () => mirrorDifferences(CHECK_INS),
};

function mapCheckIn(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  const quota = bounded(count(row.quota_awarded), 0n);
  const amounts = { 'check-ins.count': 1n, 'check-ins.quota': count(row.quota_awarded) };
  const userId = rowId(row.user_id);
  if (userId === undefined) return out.refuse(id, 'check-in-of-missing-user', '', amounts);
  const day = text(row.checkin_date).trim();
  if (!isDay(day)) return out.refuse(id, 'check-in-without-day', day.slice(0, 50), amounts);
  if (quota !== count(row.quota_awarded)) {
    out.change(id, 'check-in-quota-out-of-range', text(row.quota_awarded).slice(0, 50), {
      'check-ins.quota': count(row.quota_awarded) - quota,
    });
  }
  out.row({
    id,
    user_id: userId,
    day,
    quota,
    created_at: unixTime(row.created_at) ?? context.startedAt,
    imported: true,
  });
}

function isDay(day: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
