import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import {
  type CompleteRequest,
  type OrderPageRequest,
  ordersRpc,
  type OrdersRequest,
  type RefundRequest,
} from '@tollgate/contracts/billing/orders';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Orders. */
@Controller()
export class OrdersController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/topup/info', ordersRpc.info, { tag: 'payments' })
  info(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(ordersRpc.info, request, caller);
  }

  @Route('GET', '/api/user/topup/self', ordersRpc.listOwn, { tag: 'payments' })
  listOwn(@Input() request: OrderPageRequest, @From() caller: Caller) {
    return this.rpc.call(ordersRpc.listOwn, request, caller);
  }

  @Route('GET', '/api/user/topup', ordersRpc.list, { tag: 'payments' })
  list(@Input() request: OrdersRequest, @From() caller: Caller) {
    return this.rpc.call(ordersRpc.list, request, caller);
  }

  @Route('POST', '/api/user/topup/complete', ordersRpc.complete, { tag: 'payments' })
  complete(@Input() request: CompleteRequest, @From() caller: Caller) {
    return this.rpc.call(ordersRpc.complete, request, caller);
  }

  @Route('POST', '/api/user/topup/refund', ordersRpc.refund, { tag: 'payments' })
  refund(@Input() request: RefundRequest, @From() caller: Caller) {
    return this.rpc.call(ordersRpc.refund, request, caller);
  }
}
