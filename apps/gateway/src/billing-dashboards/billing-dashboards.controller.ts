import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { billingDashboardsRpc } from '@tollgate/contracts/auth/billing-dashboards';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** What OpenAI's own clients ask a key's account for. */
@Controller()
export class BillingDashboardsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/dashboard/billing/subscription', billingDashboardsRpc.subscription, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  subscription(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(billingDashboardsRpc.subscription, request, caller);
  }

  @Route('GET', '/v1/dashboard/billing/subscription', billingDashboardsRpc.subscription, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  subscriptionV1(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(billingDashboardsRpc.subscription, request, caller);
  }

  @Route('GET', '/dashboard/billing/usage', billingDashboardsRpc.usage, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  usage(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(billingDashboardsRpc.usage, request, caller);
  }

  @Route('GET', '/v1/dashboard/billing/usage', billingDashboardsRpc.usage, {
    envelope: 'openai',
    openToPages: true,
    tag: 'dashboard',
  })
  usageV1(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(billingDashboardsRpc.usage, request, caller);
  }
}
