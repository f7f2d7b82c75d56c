import type { Row } from '../sources/source.js';
import { bounded, count, flag, line, rowId, text, unixTime } from '../values/read.js';
import { mirrorDifferences } from './mirror.js';
import { type Context, type Out, present, refuseStaged, type TableImport } from './table-import.js';

const OWN = ['id', 'user_id', 'plan_id', 'amount_total', 'amount_used', 'start_time', 'end_time', 'status'];
const LATER = ['last_reset_time', 'next_reset_time', 'upgrade_group', 'prev_user_group', 'downgrade_group'];
const MORE = ['allow_wallet_overflow', 'updated_at'];
const COLUMNS = {
  ...{ user_id: 'bigint', plan_id: 'bigint', source: 'text', status: 'text', total: 'bigint', remaining: 'bigint' },
  ...{ used: 'bigint', used_ever: 'bigint', overflow: 'boolean', reset_period: 'text', reset_seconds: 'bigint' },
  ...{ upgrade_group: 'text', downgrade_group: 'text', previous_group: 'text', started_at: 'timestamptz' },
  ...{ ends_at: 'timestamptz', last_reset_at: 'timestamptz', next_reset_at: 'timestamptz', updated_at: 'timestamptz' },
};
const NAMES = Object.keys(COLUMNS);
const SUBSCRIPTIONS = {
  table: 'ledger.subscriptions',
  key: ['id'],
  columns: NAMES,
  notCompared: ['updated_at'],
  scope: `t.source = 'import'`,
};
const AMOUNTS = `jsonb_build_object('subscriptions.count', 1, 'subscriptions.granted', s.total::text)`;

/**
 * Subscriptions with what is left of them, which is posted to the plan accounts as `import`. One in force whose time is over comes over
 * as it is, and the product ends it.
 */
export const subscriptions: TableImport = {
  name: 'subscriptions',
  part: 'subscriptions',
  whole: true,
  stage: { id: 'bigint PRIMARY KEY', ...COLUMNS },
  sequence: { name: `pg_get_serial_sequence('ledger.subscriptions', 'id')`, table: 'ledger.subscriptions' },
  select: (context) => {
    const columns = present(context, 'user_subscriptions', [...OWN, ...LATER, ...MORE]);
    return columns.length === 0 ? undefined : { table: 'user_subscriptions', columns, key: ['id'] };
  },
  map: mapSubscription,
  check: () => [
    refuseStaged('subscription-of-missing-user', {
      where: 'NOT EXISTS (SELECT FROM import_users u WHERE u.id = s.user_id)',
      amounts: AMOUNTS,
    }),
    `UPDATE import_stage s SET reset_period = p.reset_period, reset_seconds = p.reset_seconds
       FROM billing.plans p WHERE p.id = s.plan_id AND s.next_reset_at IS NOT NULL`,
    `UPDATE import_stage SET next_reset_at = NULL WHERE reset_period = 'never' OR next_reset_at >= ends_at`,
  ],
  apply: ({ importName }) => [
    `DELETE FROM ledger.subscriptions t WHERE t.source = 'import' AND NOT EXISTS (SELECT FROM import_stage s WHERE s.id = t.id)`,
    `INSERT INTO ledger.subscriptions (id, ${NAMES.join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT id, ${NAMES.join(', ')} FROM import_stage ORDER BY id
     ON CONFLICT (id) DO UPDATE SET ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    `INSERT INTO ledger.accounts (user_id, kind, balance) SELECT DISTINCT user_id, 'plan', 0 FROM import_stage
     ON CONFLICT (user_id, kind) DO NOTHING`,
    `INSERT INTO ledger.plan_pools (user_id) SELECT DISTINCT user_id FROM import_stage ON CONFLICT DO NOTHING`,
    `UPDATE ledger.plan_pools p SET preference = u.setting ->> 'billing_preference' FROM auth.users u
      WHERE u.id = p.user_id
        AND u.setting ->> 'billing_preference' IN ('subscription_first', 'wallet_first', 'subscription_only', 'wallet_only')`,
    postDifferences(importName),
  ],
  differences: () => mirrorDifferences(SUBSCRIPTIONS),
};

/** Posts what the plan accounts lack, or have too much since the pass before. */
function postDifferences(importName: string): string {
  const name = importName.replaceAll("'", "''");
  return `SELECT ledger.post('import', '${name}:plan:' || d.user_id || ':' || d.version, NULL, '', '',
            ARRAY[(d.user_id, 'plan', d.missing)::ledger.leg, (NULL, 'import', -d.missing)::ledger.leg])
       FROM (SELECT a.user_id, a.version, coalesce(sum(s.remaining), 0)::bigint - a.balance AS missing
               FROM ledger.accounts a LEFT JOIN ledger.subscriptions s ON s.user_id = a.user_id
              WHERE a.kind = 'plan' AND a.user_id IS NOT NULL AND a.closed_at IS NULL GROUP BY a.id ORDER BY a.user_id) d
      WHERE d.missing <> 0`;
}

function mapSubscription(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  const total = bounded(count(row.amount_total), 0n);
  const amounts = { 'subscriptions.count': 1n, 'subscriptions.granted': count(row.amount_total) };
  const [userId, planId] = [rowId(row.user_id), rowId(row.plan_id)];
  if (rowId(row.id) === undefined || planId === undefined) return out.refuse(id, 'id-out-of-range', '', amounts);
  if (userId === undefined) return out.refuse(id, 'subscription-of-missing-user', '', amounts);
  const ends = unixTime(row.end_time);
  if (ends === null) return out.refuse(id, 'subscription-without-end', '', amounts);
  if (total !== count(row.amount_total)) {
    out.change(id, 'subscription-quota-out-of-range', text(row.amount_total).slice(0, 50), {
      'subscriptions.granted': count(row.amount_total) - total,
    });
  }
  const status = text(row.status).trim();
  const isActive = status === 'active';
  if (!['active', 'expired', 'cancelled'].includes(status))
    out.change(id, 'subscription-status-unknown', status.slice(0, 50));
  const used = bounded(count(row.amount_used), 0n);
  out.row({
    id,
    user_id: userId,
    plan_id: planId,
    source: 'import',
    status: isActive || status === 'expired' ? status : 'cancelled',
    total,
    remaining: isActive && total > used ? total - used : 0n,
    used,
    used_ever: used,
    overflow: row.allow_wallet_overflow === undefined || flag(row.allow_wallet_overflow),
    reset_period: 'never',
    reset_seconds: 0n,
    upgrade_group: line(row.upgrade_group),
    downgrade_group: line(row.downgrade_group),
    previous_group: line(row.prev_user_group),
    started_at: unixTime(row.start_time) ?? context.startedAt,
    ends_at: ends,
    last_reset_at: unixTime(row.last_reset_time),
    next_reset_at: isActive ? unixTime(row.next_reset_time) : null,
    updated_at: unixTime(row.updated_at) ?? context.startedAt,
  });
}
