import { Controller } from '@nestjs/common';
import type { Identity, Nothing } from '@tollgate/contracts';
import {
  type CompleteRequest,
  type OrderPageRequest,
  ordersRpc,
  type OrdersRequest,
  type RefundRequest,
} from '@tollgate/contracts/billing/orders';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { OrdersService } from './orders.service.js';
import { TopUpInfoService } from './top-up-info.service.js';

type Context = RequestContext<Identity>;

/** Orders: lists, and the actions of administrators. */
@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrdersService,
    private readonly offers: TopUpInfoService,
  ) {}

  @Handles(ordersRpc.info)
  info(_: Nothing, __: Context) {
    return Promise.resolve(this.offers.info());
  }

  @Handles(ordersRpc.listOwn)
  listOwn(request: OrderPageRequest, context: Context) {
    return this.orders.listOwn(request, context);
  }

  @Handles(ordersRpc.list)
  list(request: OrdersRequest, _: Context) {
    return this.orders.list(request);
  }

  @Handles(ordersRpc.complete)
  complete(request: CompleteRequest, context: Context) {
    return this.orders.complete(request, context);
  }

  @Handles(ordersRpc.refund)
  refund(request: RefundRequest, context: Context) {
    return this.orders.refund(request, context);
  }
}
