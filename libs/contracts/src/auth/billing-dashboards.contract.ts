import { Bool, Int, Num, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

/** The total that a key may spend, as OpenAI's clients ask for it; in the currency in which quota is shown. */
export class BillingSubscription {
  @Text({ example: 'billing_subscription' }) object: string;
  @Bool() has_payment_method: boolean;
  @Num() soft_limit_usd: number;
  @Num() hard_limit_usd: number;
  @Num() system_hard_limit_usd: number;
  @Int({ description: 'Unix seconds; 0: never ends' }) access_until: number;
}

/** The amount that was spent, in hundredths of that currency. */
export class BillingUsage {
  @Text({ example: 'list' }) object: string;
  @Num() total_usage: number;
}

const errors = [
  'API_KEY_MISSING',
  'API_KEY_INVALID',
  'API_KEY_DISABLED',
  'API_KEY_EXPIRED',
  'API_KEY_ADDRESS_REFUSED',
  'API_KEY_USER_DISABLED',
] as const;

export const billingDashboardsRpc = {
  subscription: rpc('rpc.auth.billing_dashboard.subscription', Nothing, BillingSubscription, {
    access: 'public',
    errors,
    summary: 'Limits of the API key in the Authorization header',
  }),
  usage: rpc('rpc.auth.billing_dashboard.usage', Nothing, BillingUsage, {
    access: 'public',
    errors,
    summary: 'Spending of the API key in the Authorization header',
  }),
};
