import { AppError } from '@tollgate/contracts';
import type { PlanFields, PlanView } from '@tollgate/contracts/billing/plans';
import type { Plan } from '@tollgate/entities';

/** The columns of a plan that an administrator writes. */
export type PlanRow = Omit<Plan, 'id' | 'created_at' | 'updated_at'>;

const DEFAULTS: PlanRow = {
  title: '',
  subtitle: '',
  price: '0',
  duration_unit: 'month',
  duration_value: 1,
  custom_seconds: 0,
  enabled: true,
  sort_order: 0,
  allow_balance_pay: true,
  allow_wallet_overflow: true,
  stripe_price_id: '',
  creem_product_id: '',
  waffo_pancake_product_id: '',
  max_purchase_per_user: 0,
  upgrade_group: '',
  downgrade_group: '',
  total_amount: 0,
  reset_period: 'never',
  reset_seconds: 0,
};
const UNITS = ['year', 'month', 'day', 'hour', 'custom'];
const PERIODS = ['never', 'daily', 'weekly', 'monthly', 'custom'];
const MAX_PRICE = 9999;
const MAX_VALUE = 10_000;
/** A hundred years. */
const MAX_SECONDS = 3_153_600_000;
const MAX_INT = 2_147_483_647;

/**
 * The row of a plan after a change: fields that are left out stay, those of a new plan have defaults.
 * @throws AppError PLAN_INVALID with the field, PLAN_GROUP_UNKNOWN
 */
export function toPlanRow(fields: PlanFields, groups: readonly string[], before: PlanRow = DEFAULTS): PlanRow {
  const { price_amount, currency: _, quota_reset_period, quota_reset_custom_seconds, ...same } = fields;
  const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
  const row: PlanRow = {
    ...before,
    ...(given as Partial<PlanRow>),
    ...(price_amount === undefined || price_amount === null ? {} : { price: toPrice(price_amount) }),
    ...(quota_reset_period === undefined ? {} : { reset_period: quota_reset_period }),
    ...(quota_reset_custom_seconds === undefined ? {} : { reset_seconds: quota_reset_custom_seconds }),
  };
  const clean = { ...row, title: row.title.trim() };
  for (const [field, isRight] of Object.entries(checks(clean))) {
    if (!isRight) throw new AppError('PLAN_INVALID', { field });
  }
  for (const group of [clean.upgrade_group, clean.downgrade_group]) {
    if (group !== '' && !groups.includes(group)) throw new AppError('PLAN_GROUP_UNKNOWN', { group });
  }
  return clean;
}

/** Whether each field, by its name on the wire, is right. */
function checks(row: PlanRow): Record<string, boolean> {
  const isCustom = row.duration_unit === 'custom';
  const isCustomReset = row.reset_period === 'custom';
  return {
    title: row.title !== '',
    duration_unit: UNITS.includes(row.duration_unit),
    duration_value: isWithin(row.duration_value, isCustom ? 0 : 1, MAX_VALUE),
    custom_seconds: isWithin(row.custom_seconds, isCustom ? 1 : 0, MAX_SECONDS),
    max_purchase_per_user: isWithin(row.max_purchase_per_user, 0, MAX_INT),
    total_amount: isWithin(row.total_amount, 0, Number.MAX_SAFE_INTEGER),
    quota_reset_period: PERIODS.includes(row.reset_period),
    quota_reset_custom_seconds: isWithin(row.reset_seconds, isCustomReset ? 60 : 0, MAX_SECONDS),
  };
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isSafeInteger(value) && value >= low && value <= high;
}

/** A price from 0 to 9999 with at most six decimals, as text. @throws AppError PLAN_INVALID */
function toPrice(value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  if (!/^\d{1,4}(\.\d{1,6})?$/.test(text) || Number(text) > MAX_PRICE) {
    throw new AppError('PLAN_INVALID', { field: 'price_amount' });
  }
  return text;
}

/** A plan as the contract shows it. */
export function toPlanView({ price, reset_period, reset_seconds, created_at, updated_at, ...plan }: Plan): PlanView {
  return {
    ...plan,
    price_amount: Number(price),
    currency: 'USD',
    quota_reset_period: reset_period,
    quota_reset_custom_seconds: reset_seconds,
    created_at: toSeconds(created_at),
    updated_at: toSeconds(updated_at),
  };
}

function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
