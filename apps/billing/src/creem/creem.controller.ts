import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { type CreemPayRequest, creemRpc } from '@tollgate/contracts/billing/creem';
import type { WebhookRequest } from '@tollgate/contracts/billing/stripe';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { CreemService } from './creem.service.js';
import { CreemWebhooksService } from './creem-webhooks.service.js';

/** Purchases by Creem, and its events. */
@Controller()
export class CreemController {
  constructor(
    private readonly creem: CreemService,
    private readonly webhooks: CreemWebhooksService,
  ) {}

  @Handles(creemRpc.pay)
  pay(request: CreemPayRequest, context: RequestContext<Identity>) {
    return this.creem.pay(request, context);
  }

  @Handles(creemRpc.webhook)
  async webhook(request: WebhookRequest, { caller }: RequestContext<null>) {
    await this.webhooks.receive(request, caller.ip);
    return {};
  }
}
