import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { AmountRequest } from '@tollgate/contracts/billing/orders';
import { type StripePayRequest, stripeRpc, type WebhookRequest } from '@tollgate/contracts/billing/stripe';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Purchases by Stripe, and its events. */
@Controller()
export class StripeController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/stripe/amount', stripeRpc.amount, { envelope: 'payment', data: 'money', tag: 'payments' })
  amount(@Input() request: AmountRequest, @From() caller: Caller) {
    return this.rpc.call(stripeRpc.amount, request, caller);
  }

  @Route('POST', '/api/user/stripe/pay', stripeRpc.pay, { envelope: 'payment', tag: 'payments' })
  pay(@Input() request: StripePayRequest, @From() caller: Caller) {
    return this.rpc.call(stripeRpc.pay, request, caller);
  }

  @Route('POST', '/api/stripe/webhook', stripeRpc.webhook, {
    take: { raw: 'raw', headers: { signature: 'stripe-signature' } },
    anyOrigin: true,
    envelope: 'webhook',
    tag: 'payments',
  })
  webhook(@Input() request: WebhookRequest, @From() caller: Caller) {
    return this.rpc.call(stripeRpc.webhook, request, caller);
  }
}
