import { Injectable } from '@nestjs/common';
import { AppError, type Identity, type RpcContract, Text } from '@tollgate/contracts';
import type { RequestContext } from '@tollgate/platform/rpc';
import { SingleStatement } from '../single-statement/single-statement.js';
import { OrdersRepository, type NewOrder } from './orders.repository.js';

/** The reply that is stored under an Idempotency-Key of a purchase that continues at the provider. */
class OrderNumber {
  @Text() trade_no: string;
}

/** An order that is committed, and its payment page; empty if the provider has not returned the page yet. */
export interface Drafted {
  readonly tradeNo: string;
  readonly payUrl: string;
}

/**
 * Orders that are paid on a page of the provider. The order is committed before the provider is asked for the page. With an
 * Idempotency-Key the same request is the same order: it gets its page, or goes on where the one before it broke off, under
 * the order's own idempotency key at the provider.
 */
@Injectable()
export class OrderDrafts {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly once: SingleStatement,
  ) {}

  /** @throws AppError PAYMENT_START_FAILED where the order of this key has failed before; those of Idempotency.run */
  async draft<Req extends object>(
    context: RequestContext<Identity>,
    contract: RpcContract<Req>,
    request: Req,
    order: NewOrder,
  ): Promise<Drafted> {
    const keeping = { ...contract, Response: OrderNumber };
    const { trade_no: tradeNo } = await this.once.run(context, keeping, request, async (sql) => {
      if (!(await this.orders.create(sql, order))) throw new Error('an order number came twice');
      return { trade_no: order.tradeNo };
    });
    if (tradeNo === order.tradeNo) return { tradeNo, payUrl: '' };
    const before = await this.orders.draft(tradeNo);
    if (before.status === 'failed') throw new AppError('PAYMENT_START_FAILED');
    return { tradeNo, payUrl: before.pay_url };
  }
}
