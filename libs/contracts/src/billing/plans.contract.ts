import { Bool, Int, Json, List, Nested, Num, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

const UNITS = ['year', 'month', 'day', 'hour', 'custom'] as const;
const PERIODS = ['never', 'daily', 'weekly', 'monthly', 'custom'] as const;
/** A hundred years. */
const MAX_SECONDS = 3_153_600_000;

/** The fields of a plan as an administrator writes them. What a change leaves out stays. */
export class PlanFields {
  @Text({ optional: true, max: 128, example: 'Monthly' }) title?: string;
  @Text({ optional: true, max: 255, example: 'for small teams' }) subtitle?: string;
  @Json({ optional: true, example: 1.5, description: 'A number or its text, from 0 to 9999' }) price_amount?: unknown;
  @Text({ optional: true, max: 8, description: 'Always USD' }) currency?: string;
  @Text({ optional: true, values: UNITS, example: 'month' }) duration_unit?: string;
  @Int({ optional: true, example: 1 }) duration_value?: number;
  @Int({ optional: true, description: 'The duration if its unit is custom' }) custom_seconds?: number;
  @Bool({ optional: true }) enabled?: boolean;
  @Int({ optional: true, min: -1_000_000, max: 1_000_000 }) sort_order?: number;
  @Bool({ optional: true }) allow_balance_pay?: boolean;
  @Bool({ optional: true, description: 'Whether calls use the balance when the plan is used up' })
  allow_wallet_overflow?: boolean;
  @Text({ optional: true, max: 255 }) stripe_price_id?: string;
  @Text({ optional: true, max: 255 }) creem_product_id?: string;
  @Text({ optional: true, max: 255 }) waffo_pancake_product_id?: string;
  @Int({ optional: true, description: '0: no limit' }) max_purchase_per_user?: number;
  @Text({ optional: true, max: 64, description: 'The group while it is in force; empty: none' }) upgrade_group?: string;
  @Text({ optional: true, max: 64, description: 'The group afterwards; empty: the one from before' })
  downgrade_group?: string;
  @Int({ optional: true, example: 3_000_000, description: 'Quota of each period; 0: no limit' }) total_amount?: number;
  @Text({ optional: true, values: PERIODS, example: 'monthly' }) quota_reset_period?: string;
  @Int({ optional: true, max: MAX_SECONDS, description: 'The period if it is custom' })
  quota_reset_custom_seconds?: number;
}

export class PlanView {
  @Int({ example: 1 }) id: number;
  @Text({ max: 128, example: 'Monthly' }) title: string;
  @Text() subtitle: string;
  @Num({ example: 1.5 }) price_amount: number;
  @Text({ example: 'USD' }) currency: string;
  @Text({ example: 'month' }) duration_unit: string;
  @Int({ example: 1 }) duration_value: number;
  @Int() custom_seconds: number;
  @Bool() enabled: boolean;
  @Int() sort_order: number;
  @Bool() allow_balance_pay: boolean;
  @Bool() allow_wallet_overflow: boolean;
  @Text() stripe_price_id: string;
  @Text() creem_product_id: string;
  @Text() waffo_pancake_product_id: string;
  @Int() max_purchase_per_user: number;
  @Text() upgrade_group: string;
  @Text() downgrade_group: string;
  @Int({ example: 3_000_000 }) total_amount: number;
  @Text({ example: 'monthly' }) quota_reset_period: string;
  @Int() quota_reset_custom_seconds: number;
  @Int({ example: 1_796_000_000 }) created_at: number;
  @Int({ example: 1_796_000_000 }) updated_at: number;
}

export class PlanItem {
  @Nested(() => PlanView) plan: PlanView;
}

export class PlanList {
  @List(() => PlanItem, { max: 1000 }) plans: PlanItem[];
}

export class CreatePlanRequest {
  @Nested(() => PlanFields) plan: PlanFields;
}

export class UpdatePlanRequest {
  @Int({ min: 1 }) id: number;
  @Nested(() => PlanFields) plan: PlanFields;
}

export class SwitchPlanRequest {
  @Int({ min: 1 }) id: number;
  @Bool() enabled: boolean;
}

const INVALID = ['PLAN_INVALID', 'PLAN_GROUP_UNKNOWN'] as const;

/** Plans of subscriptions, which administrators offer. */
export const plansRpc = {
  list: rpc('rpc.billing.plan.list', Nothing, PlanList, {
    access: 'user',
    summary: 'The plans that you can buy',
  }),
  listAll: rpc('rpc.billing.plan.list_all', Nothing, PlanList, {
    access: 'admin',
    permission: 'subscription.read',
    summary: 'All plans, those that are switched off included',
  }),
  create: rpc('rpc.billing.plan.create', CreatePlanRequest, PlanView, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    idempotent: true,
    errors: [...INVALID],
    summary: 'Make a plan',
  }),
  update: rpc('rpc.billing.plan.update', UpdatePlanRequest, Nothing, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    errors: [...INVALID, 'PLAN_NOT_FOUND'],
    summary: 'Change a plan; orders and subscriptions keep their terms',
  }),
  switch: rpc('rpc.billing.plan.switch', SwitchPlanRequest, Nothing, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    errors: ['PLAN_NOT_FOUND'],
    summary: 'Offer a plan or withdraw it',
  }),
};
