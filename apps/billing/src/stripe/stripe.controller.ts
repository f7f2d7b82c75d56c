import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import type { AmountRequest } from '@tollgate/contracts/billing/orders';
import { type StripePayRequest, stripeRpc, type WebhookRequest } from '@tollgate/contracts/billing/stripe';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { StripeService } from './stripe.service.js';
import { StripeWebhooksService } from './stripe-webhooks.service.js';

type Context = RequestContext<Identity>;

/** Purchases by Stripe, and its events. */
@Controller()
export class StripeController {
  constructor(
    private readonly stripe: StripeService,
    private readonly webhooks: StripeWebhooksService,
  ) {}

  @Handles(stripeRpc.amount)
  amount(request: AmountRequest, { identity }: Context) {
    return Promise.resolve(this.stripe.amount(request, identity));
  }

  @Handles(stripeRpc.pay)
  pay(request: StripePayRequest, context: Context) {
    return this.stripe.pay(request, context);
  }

  @Handles(stripeRpc.webhook)
  async webhook(request: WebhookRequest, { caller }: RequestContext<null>) {
    await this.webhooks.receive(request, caller.ip);
    return {};
  }
}
