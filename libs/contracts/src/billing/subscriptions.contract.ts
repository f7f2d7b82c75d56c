import { Bool, Int, List, Nested, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { NotifyRequest, PayReply } from './epay.contract.js';
import { CreemPayReply } from './creem.contract.js';
import { StripePayReply } from './stripe.contract.js';

/** A subscription. Times are Unix seconds, 0 for none. */
export class SubscriptionView {
  @Int({ example: 1 }) id: number;
  @Int({ example: 2 }) user_id: number;
  @Int({ example: 1 }) plan_id: number;
  @Int({ example: 3_000_000, description: 'Quota of each period; 0: no limit' }) amount_total: number;
  @Int({ example: 0, description: 'Used since the last reset' }) amount_used: number;
  @Int() start_time: number;
  @Int() end_time: number;
  @Text({ example: 'active', description: 'active, expired or cancelled' }) status: string;
  @Text({ example: 'order', description: 'order, balance, admin or import' }) source: string;
  @Int() last_reset_time: number;
  @Int() next_reset_time: number;
  @Text() upgrade_group: string;
  @Text() prev_user_group: string;
  @Text() downgrade_group: string;
  @Bool() allow_wallet_overflow: boolean;
  @Int() created_at: number;
  @Int() updated_at: number;
}

export class SubscriptionItem {
  @Nested(() => SubscriptionView) subscription: SubscriptionView;
}

export class OwnSubscriptions {
  @Text({ example: 'subscription_first' }) billing_preference: string;
  @List(() => SubscriptionItem, { max: 500, description: 'In force, newest first' }) subscriptions: SubscriptionItem[];
  @List(() => SubscriptionItem, { max: 500, description: 'The newest 500' }) all_subscriptions: SubscriptionItem[];
}

export class SubscriptionList {
  @List(() => SubscriptionItem, { max: 500 }) subscriptions: SubscriptionItem[];
}

export class BillingPreference {
  @Text({
    max: 64,
    example: 'wallet_first',
    description: 'subscription_first, wallet_first, subscription_only, wallet_only; anything else is the first',
  })
  billing_preference: string;
}

export class BuyPlanRequest {
  @Int({ min: 1, example: 1 }) plan_id: number;
}

export class BuyPlanByEpayRequest extends BuyPlanRequest {
  @Text({ optional: true, max: 64, example: 'alipay', description: 'A configured type' }) payment_method?: string;
}

export class PlanReturnReply {
  @Text({ max: 2100, description: 'Where the browser goes on' }) url: string;
}

export class UserPlansRequest {
  @Int({ min: 1 }) id: number;
}

export class BindPlanRequest {
  @Int({ min: 1 }) user_id: number;
  @Int({ min: 1 }) plan_id: number;
}

export class GrantPlanRequest {
  @Int({ min: 1, description: 'The user' }) id: number;
  @Int({ min: 1 }) plan_id: number;
}

export class ResetUserPlansRequest {
  @Int({ min: 1, description: 'The user' }) id: number;
  @Int({ min: 1 }) plan_id: number;
  @Bool({ optional: true, description: 'Whether the next reset moves, too' }) advance_reset_time?: boolean;
}

export class ResetPlanRequest {
  @Int({ min: 1, description: 'The plan' }) id: number;
  @Bool({ optional: true, description: 'Whether the next reset moves, too' }) advance_reset_time?: boolean;
}

export class PlanResets {
  @Int() plan_id: number;
  @Int() matched_count: number;
  @Int() reset_count: number;
  @Int() user_count: number;
  @Bool() advance_reset_time: boolean;
}

export class SubscriptionId {
  @Int({ min: 1 }) id: number;
}

const BUYING = ['PLAN_NOT_FOUND', 'PLAN_OFF', 'PLAN_GROUP_UNKNOWN', 'PLAN_LIMIT_REACHED'] as const;
const BY_PROVIDER = {
  access: 'user',
  limit: 'critical',
  idempotent: true,
  timeoutMs: 25_000,
  work: 'waiting',
} as const;
const STARTING = [
  ...BUYING,
  'AMOUNT_TOO_CHEAP',
  'PLAN_WITHOUT_PRODUCT',
  'PAYMENT_NOT_CONFIGURED',
  'PAYMENT_START_FAILED',
  'PAYMENT_START_UNKNOWN',
  'TOO_MANY_OPEN_ORDERS',
] as const;
const GRANTING = [
  'PLAN_NOT_FOUND',
  'USER_NOT_FOUND',
  'UPDATE_OUTRANKS',
  'GRANT_CEILING',
  'GRANT_ABOVE_THRESHOLD',
  'ACCOUNT_NOT_FOUND',
  'QUOTA_OUT_OF_RANGE',
] as const;

/** Subscriptions of users. The rules are in docs/subscriptions.md. */
export const subscriptionsRpc = {
  own: rpc('rpc.billing.subscription.own', Nothing, OwnSubscriptions, {
    access: 'user',
    summary: 'Your subscriptions',
  }),
  prefer: rpc('rpc.billing.subscription.prefer', BillingPreference, BillingPreference, {
    access: 'user',
    errors: ['ACCOUNT_NOT_FOUND'],
    summary: 'Choose whether calls use plans or balance first',
  }),
  payFromBalance: rpc('rpc.billing.subscription.pay_from_balance', BuyPlanRequest, Nothing, {
    access: 'user',
    limit: 'critical',
    idempotent: true,
    errors: [...BUYING, 'PLAN_NOT_FROM_BALANCE', 'INSUFFICIENT_QUOTA', 'ACCOUNT_NOT_FOUND', 'QUOTA_OUT_OF_RANGE'],
    summary: 'Buy a plan from the balance',
  }),
  payByEpay: rpc('rpc.billing.subscription.pay_by_epay', BuyPlanByEpayRequest, PayReply, {
    ...BY_PROVIDER,
    errors: [...BUYING, 'AMOUNT_TOO_CHEAP', 'PAYMENT_METHOD_UNKNOWN', 'PAYMENT_NOT_CONFIGURED', 'TOO_MANY_OPEN_ORDERS'],
    summary: 'Order a plan and get the form that pays it',
  }),
  payByStripe: rpc('rpc.billing.subscription.pay_by_stripe', BuyPlanRequest, StripePayReply, {
    ...BY_PROVIDER,
    errors: [...STARTING],
    summary: 'Order a plan and get the Checkout page that pays it',
  }),
  payByCreem: rpc('rpc.billing.subscription.pay_by_creem', BuyPlanRequest, CreemPayReply, {
    ...BY_PROVIDER,
    errors: [...STARTING],
    summary: 'Order a plan and get the Creem page that pays it',
  }),
  epayReturn: rpc('rpc.billing.subscription.epay_return', NotifyRequest, PlanReturnReply, {
    access: 'public',
    summary: 'Where the browser goes when it comes back from the payment page',
  }),
  ofUser: rpc('rpc.billing.subscription.of_user', UserPlansRequest, SubscriptionList, {
    access: 'admin',
    permission: 'subscription.read',
    summary: 'The subscriptions of a user',
  }),
  bind: rpc('rpc.billing.subscription.bind', BindPlanRequest, Nothing, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    idempotent: true,
    errors: [...GRANTING],
    summary: 'Give a plan to a user',
  }),
  grant: rpc('rpc.billing.subscription.grant', GrantPlanRequest, Nothing, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    idempotent: true,
    errors: [...GRANTING],
    summary: 'Give a plan to a user',
  }),
  resetOfUser: rpc('rpc.billing.subscription.reset_of_user', ResetUserPlansRequest, PlanResets, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    idempotent: true,
    errors: [...GRANTING],
    summary: 'Fill up the subscriptions of a user',
  }),
  resetOfPlan: rpc('rpc.billing.subscription.reset_of_plan', ResetPlanRequest, PlanResets, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    idempotent: true,
    errors: ['PLAN_NOT_FOUND', 'GRANT_CEILING', 'GRANT_ABOVE_THRESHOLD', 'ACCOUNT_NOT_FOUND', 'QUOTA_OUT_OF_RANGE'],
    timeoutMs: 25_000,
    work: 'waiting',
    summary: 'Fill up all subscriptions of a plan',
  }),
  invalidate: rpc('rpc.billing.subscription.invalidate', SubscriptionId, Nothing, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    errors: ['SUBSCRIPTION_NOT_FOUND', 'UPDATE_OUTRANKS', 'USER_NOT_FOUND', 'ACCOUNT_NOT_FOUND'],
    summary: 'End a subscription at once',
  }),
  delete: rpc('rpc.billing.subscription.delete', SubscriptionId, Nothing, {
    access: 'admin',
    permission: 'subscription.write',
    stepUp: true,
    errors: ['SUBSCRIPTION_NOT_FOUND', 'UPDATE_OUTRANKS', 'USER_NOT_FOUND', 'ACCOUNT_NOT_FOUND'],
    summary: 'End a subscription and remove it from the lists',
  }),
};
