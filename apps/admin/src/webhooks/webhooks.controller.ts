import { Controller } from '@nestjs/common';
import type { Identity, Nothing } from '@tollgate/contracts';
import {
  type CreateWebhookRequest,
  type ListDeliveriesRequest,
  type ResendRequest,
  type RotateWebhookRequest,
  type UpdateWebhookRequest,
  type WebhookId,
  webhooksRpc,
} from '@tollgate/contracts/admin/webhooks';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { WebhooksService } from './webhooks.service.js';

/** Webhooks to other systems. */
@Controller()
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Handles(webhooksRpc.list)
  list(_: Nothing, __: RequestContext<Identity>) {
    return this.webhooks.list();
  }

  @Handles(webhooksRpc.create)
  create(request: CreateWebhookRequest, context: RequestContext<Identity>) {
    return this.webhooks.create(request, context);
  }

  @Handles(webhooksRpc.update)
  update(request: UpdateWebhookRequest, context: RequestContext<Identity>) {
    return this.webhooks.update(request, context);
  }

  @Handles(webhooksRpc.rotate)
  rotate(request: RotateWebhookRequest, context: RequestContext<Identity>) {
    return this.webhooks.rotate(request, context);
  }

  @Handles(webhooksRpc.remove)
  remove(request: WebhookId, context: RequestContext<Identity>) {
    return this.webhooks.remove(request, context);
  }

  @Handles(webhooksRpc.deliveries)
  deliveries(request: ListDeliveriesRequest, _: RequestContext<Identity>) {
    return this.webhooks.deliveries(request);
  }

  @Handles(webhooksRpc.resend)
  resend(request: ResendRequest, context: RequestContext<Identity>) {
    return this.webhooks.resend(request, context);
  }
}
