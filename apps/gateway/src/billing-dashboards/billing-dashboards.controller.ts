import { Controller } from '@nestjs/common';
import { billingDashboardsRpc } from '@tollgate/contracts/auth/billing-dashboards';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The balance and usage of an API key in OpenAI's format, because OpenAI's clients ask for them. */
@Controller()
export class BillingDashboardsController extends RpcController {
  @Route('GET', '/dashboard/billing/subscription', billingDashboardsRpc.subscription, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  readonly subscription: Forwarded;

  @Route('GET', '/v1/dashboard/billing/subscription', billingDashboardsRpc.subscription, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  readonly subscriptionV1: Forwarded;

  @Route('GET', '/dashboard/billing/usage', billingDashboardsRpc.usage, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  readonly usage: Forwarded;

  @Route('GET', '/v1/dashboard/billing/usage', billingDashboardsRpc.usage, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  readonly usageV1: Forwarded;
}
