import type { Row } from '../sources/source.js';
import { bounded, count, flag, line, rowId, text, unixTime } from '../values/read.js';
import { mirrorDifferences } from './mirror.js';
import { type Context, type Out, present, type TableImport } from './table-import.js';

const OWN = ['id', 'title', 'subtitle', 'price_amount', 'duration_unit', 'duration_value', 'custom_seconds', 'enabled'];
const LATER = ['sort_order', 'allow_balance_pay', 'allow_wallet_overflow', 'stripe_price_id', 'creem_product_id'];
const MORE = ['waffo_pancake_product_id', 'max_purchase_per_user', 'upgrade_group', 'downgrade_group', 'total_amount'];
const PERIOD = ['quota_reset_period', 'quota_reset_custom_seconds', 'created_at', 'updated_at'];
const COLUMNS = {
  ...{ title: 'text', subtitle: 'text', price: 'numeric', duration_unit: 'text', duration_value: 'int' },
  ...{ custom_seconds: 'bigint', enabled: 'boolean', sort_order: 'int', allow_balance_pay: 'boolean' },
  ...{ allow_wallet_overflow: 'boolean', stripe_price_id: 'text', creem_product_id: 'text' },
  ...{ waffo_pancake_product_id: 'text', max_purchase_per_user: 'int', upgrade_group: 'text', downgrade_group: 'text' },
  ...{ total_amount: 'bigint', reset_period: 'text', reset_seconds: 'bigint' },
  ...{ created_at: 'timestamptz', updated_at: 'timestamptz' },
};
const NAMES = Object.keys(COLUMNS);
const PLANS = { table: 'billing.plans', key: ['id'], columns: NAMES, notCompared: ['updated_at'] };
const UNITS = ['year', 'month', 'day', 'hour', 'custom'];
const PERIODS = ['never', 'daily', 'weekly', 'monthly', 'custom'];
const MAX_PRICE = 9999;
const MAX_INT = 2_147_483_647n;
const MAX_VALUE = 10_000n;
const MAX_SECONDS = 3_153_600_000n;

/** Plans that administrators offer. One whose terms are not allowed here comes over switched off. */
export const plans: TableImport = {
  name: 'plans',
  part: 'subscriptions',
  whole: true,
  stage: { id: 'bigint PRIMARY KEY', ...COLUMNS },
  sequence: { name: `pg_get_serial_sequence('billing.plans', 'id')`, table: 'billing.plans' },
  select: (context) => {
    const columns = present(context, 'subscription_plans', [...OWN, ...LATER, ...MORE, ...PERIOD]);
    return columns.length === 0 ? undefined : { table: 'subscription_plans', columns, key: ['id'] };
  },
  map: mapPlan,
  apply: () => [
    `INSERT INTO billing.plans (id, ${NAMES.join(', ')}) OVERRIDING SYSTEM VALUE
     SELECT id, ${NAMES.join(', ')} FROM import_stage ORDER BY id
     ON CONFLICT (id) DO UPDATE SET ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  ],
  differences: () => mirrorDifferences(PLANS),
};

function mapPlan(row: Row, out: Out, context: Context): void {
  const id = text(row.id);
  if (rowId(row.id) === undefined) return out.refuse(id, 'id-out-of-range', line(row.title));
  const unit = text(row.duration_unit).trim();
  const period = text(row.quota_reset_period).trim() || 'never';
  const price = Number(text(row.price_amount).trim() || Number.NaN);
  const seconds = clamp(count(row.custom_seconds), MAX_SECONDS);
  const value = clamp(count(row.duration_value), MAX_VALUE);
  const isTime = UNITS.includes(unit) && (unit === 'custom' ? seconds > 0n : value > 0n);
  const isPrice = price >= 0 && price <= MAX_PRICE;
  const isPeriod = PERIODS.includes(period) && (period !== 'custom' || count(row.quota_reset_custom_seconds) >= 60n);
  const isRight = isTime && isPrice && isPeriod && line(row.title) !== '';
  if (!isRight) out.change(id, 'plan-terms-unknown', `${unit} ${text(row.duration_value)}, ${period}`.slice(0, 100));
  out.row({
    id,
    title: line(row.title).slice(0, 128) || `#${id}`,
    subtitle: line(row.subtitle).slice(0, 255),
    price: (isPrice ? price : MAX_PRICE).toFixed(6),
    duration_unit: isTime ? unit : 'day',
    duration_value: isTime ? value : 1n,
    custom_seconds: seconds,
    enabled: isRight && flag(row.enabled),
    sort_order: clamp(count(row.sort_order), MAX_INT, -MAX_INT),
    allow_balance_pay: row.allow_balance_pay === undefined || flag(row.allow_balance_pay),
    allow_wallet_overflow: row.allow_wallet_overflow === undefined || flag(row.allow_wallet_overflow),
    stripe_price_id: line(row.stripe_price_id),
    creem_product_id: line(row.creem_product_id),
    waffo_pancake_product_id: line(row.waffo_pancake_product_id),
    max_purchase_per_user: clamp(count(row.max_purchase_per_user), MAX_INT),
    upgrade_group: line(row.upgrade_group),
    downgrade_group: line(row.downgrade_group),
    total_amount: bounded(count(row.total_amount), 0n),
    reset_period: isPeriod ? period : 'never',
    reset_seconds: clamp(count(row.quota_reset_custom_seconds), MAX_SECONDS),
    created_at: unixTime(row.created_at) ?? context.startedAt,
    updated_at: unixTime(row.updated_at) ?? context.startedAt,
  });
}

function clamp(value: bigint, most: bigint, least = 0n): bigint {
  if (value > most) return most;
  return value < least ? least : value;
}
