import { Controller } from '@nestjs/common';
import { stripeRpc } from '@tollgate/contracts/billing/stripe';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Purchases by Stripe, and its events. */
@Controller()
export class StripeController extends RpcController {
  @Route('POST', '/api/user/stripe/amount', stripeRpc.amount, { envelope: 'payment', data: 'money', tag: 'payments' })
  readonly amount: Forwarded;

  @Route('POST', '/api/user/stripe/pay', stripeRpc.pay, { envelope: 'payment', tag: 'payments' })
  readonly pay: Forwarded;

  @Route('POST', '/api/stripe/webhook', stripeRpc.webhook, {
    take: { raw: 'raw', headers: { signature: 'stripe-signature' } },
    callback: true,
    anyOrigin: true,
    envelope: 'webhook',
    tag: 'payments',
  })
  readonly webhook: Forwarded;
}
