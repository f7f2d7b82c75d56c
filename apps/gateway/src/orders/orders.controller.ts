import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  AdminOrderView,
  type OrderPageRequest,
  ordersRpc,
  type OrdersRequest,
  OrderView,
} from '@tollgate/contracts/billing/orders';
import { LIST_FILE, listOrFile } from '../http/answers/list-file.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Orders: top-up options, lists, manual completion and refunds. */
@Controller()
export class OrdersController extends RpcController {
  @Route('GET', '/api/user/topup/info', ordersRpc.info, { tag: 'payments' })
  readonly info: Forwarded;

  @Route('GET', '/api/user/topup/self', ordersRpc.listOwn, { ...LIST_FILE, tag: 'payments' })
  listOwn(@Input() request: OrderPageRequest, @From() caller: Caller) {
    const list = { contract: ordersRpc.listOwn, item: OrderView, name: 'orders' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/user/topup', ordersRpc.list, { ...LIST_FILE, tag: 'payments' })
  list(@Input() request: OrdersRequest, @From() caller: Caller) {
    const list = { contract: ordersRpc.list, item: AdminOrderView, name: 'all-orders' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('POST', '/api/user/topup/complete', ordersRpc.complete, { tag: 'payments', data: 'approval_id' })
  readonly complete: Forwarded;

  @Route('POST', '/api/user/topup/refund', ordersRpc.refund, { tag: 'payments' })
  readonly refund: Forwarded;
}
