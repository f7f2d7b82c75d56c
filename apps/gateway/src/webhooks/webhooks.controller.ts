import { Controller } from '@nestjs/common';
import { webhooksRpc } from '@tollgate/contracts/admin/webhooks';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Webhooks to other systems. */
@Controller()
export class WebhooksController extends RpcController {
  @Route('GET', '/api/webhook', webhooksRpc.list, { data: 'webhooks' })
  readonly list: Forwarded;

  @Route('POST', '/api/webhook', webhooksRpc.create)
  readonly create: Forwarded;

  @Route('PUT', '/api/webhook/:id', webhooksRpc.update)
  readonly update: Forwarded;

  @Route('POST', '/api/webhook/:id/rotate', webhooksRpc.rotate)
  readonly rotate: Forwarded;

  @Route('DELETE', '/api/webhook/:id', webhooksRpc.remove)
  readonly remove: Forwarded;

  @Route('GET', '/api/webhook/:id/deliveries', webhooksRpc.deliveries)
  readonly deliveries: Forwarded;

  @Route('POST', '/api/webhook/:id/deliveries/:delivery_id/resend', webhooksRpc.resend)
  readonly resend: Forwarded;
}
