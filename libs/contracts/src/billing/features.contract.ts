import { List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class PlanList {
  @List('json', { max: 0, example: [] }) plans: object[];
}

export class OwnSubscriptions {
  @Text({ example: 'subscription_first' }) billing_preference: string;
  @List('json', { max: 0, example: [] }) subscriptions: object[];
  @List('json', { max: 0, example: [] }) all_subscriptions: object[];
}

/** Features of New API that are off here, in the form that its clients read as off. */
export const featuresRpc = {
  plans: rpc('rpc.billing.feature.plans', Nothing, PlanList, {
    access: 'user',
    summary: 'Plans of subscriptions: there are none',
  }),
  ownSubscriptions: rpc('rpc.billing.feature.own_subscriptions', Nothing, OwnSubscriptions, {
    access: 'user',
    summary: 'Your subscriptions: there are none',
  }),
  plansToManage: rpc('rpc.billing.feature.plans_to_manage', Nothing, PlanList, {
    access: 'admin',
    permission: 'subscription.read',
    summary: 'Plans of subscriptions: there are none',
  }),
};
