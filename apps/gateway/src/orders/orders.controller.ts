import { Controller } from '@nestjs/common';
import { ordersRpc } from '@tollgate/contracts/billing/orders';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Orders: top-up options, lists, manual completion and refunds. */
@Controller()
export class OrdersController extends RpcController {
  @Route('GET', '/api/user/topup/info', ordersRpc.info, { tag: 'payments' })
  readonly info: Forwarded;

  @Route('GET', '/api/user/topup/self', ordersRpc.listOwn, { tag: 'payments' })
  readonly listOwn: Forwarded;

  @Route('GET', '/api/user/topup', ordersRpc.list, { tag: 'payments' })
  readonly list: Forwarded;

  @Route('POST', '/api/user/topup/complete', ordersRpc.complete, { tag: 'payments', data: 'approval_id' })
  readonly complete: Forwarded;

  @Route('POST', '/api/user/topup/refund', ordersRpc.refund, { tag: 'payments' })
  readonly refund: Forwarded;
}
