import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { AppError, type Identity, type PageRequest, Role } from '@tollgate/contracts';
import {
  type AdminOrderPage,
  type CompletedOrder,
  type CompleteRequest,
  type OrderPage,
  type OrderPageRequest,
  ordersRpc,
  type OrdersRequest,
  type RefundReply,
  type RefundRequest,
} from '@tollgate/contracts/billing/orders';
import { reversedMoney } from '@tollgate/money';
import type { Tx } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { CreditsRepository } from '../settlements/credits.repository.js';
import { PROVIDERS } from '../settlements/evidence.js';
import type { OrderRow } from '../settlements/order-row.js';
import { ReversalsService } from '../settlements/reversals.service.js';
import { admitCompletion } from './completion-grants.js';
import { toAdminOrderView, toOrderView } from './order-view.js';
import { MAX_COUNTED, OrdersRepository } from './orders.repository.js';

type AdminContext = RequestContext<Identity>;

/** Orders as their owners and administrators see them, and the actions of administrators. */
@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly credits: CreditsRepository,
    private readonly reversals: ReversalsService,
    private readonly idempotency: Idempotency,
    private readonly records: Records,
  ) {}

  /** A page of the caller's orders. */
  async listOwn(request: OrderPageRequest, { identity }: AdminContext): Promise<OrderPage> {
    const { rows, total } = await this.orders.page({ ...request, userId: identity.userId });
    return { items: rows.map(toOrderView), ...describePage(rows, total, request) };
  }

  /** A page of all users' orders with the reasons of those that are stuck, and the totals of the filter. */
  async list(request: OrdersRequest): Promise<AdminOrderPage> {
    const filter = { ...request, userId: request.user_id ?? null };
    const [{ rows, total }, totals] = await Promise.all([this.orders.page(filter), this.orders.totals(filter)]);
    return { items: rows.map(toAdminOrderView), totals, ...describePage(rows, total, request) };
  }

  /**
   * Credits an order by hand that is not paid: pending, expired or failed. It credits what the order fixed when it was made, and records
   * the administrator. An order that is credited already stays as it is, without another line in any log.
   * @throws AppError APPROVAL_PENDING, GRANT_CEILING, ORDER_NOT_FOUND, ORDER_REFUNDED, ORDER_NOT_COMPLETABLE, ORDER_OF_PEER,
   * ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE
   */
  async complete(request: CompleteRequest, context: AdminContext): Promise<CompletedOrder> {
    const { trade_no } = request;
    const { caller, identity } = context;
    const reply = await this.idempotency.run(
      context,
      ordersRpc.complete,
      request,
      async (tx): Promise<CompletedOrder> => {
        const { order, role } = await this.lockForAdmin(tx, trade_no, identity);
        if (order.status === 'refunded') throw new AppError('ORDER_REFUNDED');
        if (order.status === 'success') return {};
        if (!isCompletable(order)) throw new AppError('ORDER_NOT_COMPLETABLE');
        const approval_id = await admitCompletion(tx, { identity, role }, order);
        if (approval_id !== undefined) return { approval_id };
        const credited = await this.credits.complete(tx, order, identity.userId, caller.requestId);
        if (!credited) throw new Error('a locked order that is not paid could not be completed');
        await this.records.audit(tx, {
          actor: identity,
          action: 'order.complete',
          target: { type: 'order', id: trade_no },
          before: { status: order.status },
          after: { status: 'success', user_id: order.user_id, credit_quota: order.credit_quota },
          caller,
        });
        return {};
      },
    );
    if (reply.approval_id !== undefined) throw new AppError('APPROVAL_PENDING', { id: reply.approval_id });
    return reply;
  }

  /**
   * Takes the credit of a paid order back, in proportion to the money that went back so far. Spent quota becomes a debt.
   * If the provider reports the same refund, before or after, nothing is taken twice.
   * @throws AppError ORDER_NOT_FOUND, ORDER_NOT_PAID, ORDER_OF_PEER, REFUND_OUT_OF_RANGE, ACCOUNT_NOT_FOUND
   */
  async refund(request: RefundRequest, context: AdminContext): Promise<RefundReply> {
    const { caller, identity, operation } = context;
    return this.idempotency.run(context, ordersRpc.refund, request, async (tx) => {
      const { order } = await this.lockForAdmin(tx, request.trade_no, identity);
      if (order.status !== 'success' && order.status !== 'refunded') throw new AppError('ORDER_NOT_PAID');
      const money = parseRefund(request.money) ?? order.money;
      refuseOutOfRange(order, money);
      const by = { actor: identity.userId, requestId: caller.requestId, operation, reason: request.reason };
      const done = await this.reversals.reverseByHand(tx, order, money, by);
      await this.records.audit(tx, {
        actor: identity,
        action: 'order.refund',
        target: { type: 'order', id: order.trade_no },
        before: { status: order.status, reversed_money: order.reversed_money, reversed_quota: order.reversed_quota },
        after: {
          status: done.status,
          reversed_money: money,
          reversed_quota: done.reversedQuota,
          user_id: order.user_id,
        },
        reason: request.reason,
        caller,
      });
      return {
        reversed_quota: done.reversedQuota,
        taken_back: done.takenBack,
        refunded: done.refunded,
        refunded_total: done.refundedTotal,
        status: done.status,
      };
    });
  }

  /** Locks the administrator, then the order. The administrator must outrank the order's user; root may handle every order. */
  private async lockForAdmin(tx: Tx, tradeNo: string, identity: Identity): Promise<{ order: OrderRow; role: number }> {
    const role = await lockActor(tx, identity, Role.admin);
    const order = await this.credits.lock(tx, tradeNo);
    if (!order) throw new AppError('ORDER_NOT_FOUND');
    const isPeer = role < Role.root && role <= (await this.orders.findRole(tx, order.user_id));
    if (isPeer) throw new AppError('ORDER_OF_PEER');
    return { order, role };
  }
}

/** A sum of money as number or text, in whole cents; undefined if there is none. @throws AppError INVALID_PARAMETER */
function parseRefund(money: unknown): string | undefined {
  if (money === undefined || money === null || money === '') return undefined;
  const text = typeof money === 'number' || typeof money === 'string' ? String(money).trim() : '';
  if (!/^\d{1,9}(\.\d{1,2}0*)?$/.test(text)) throw new AppError('INVALID_PARAMETER', { field: 'money' });
  return text;
}

/** A refund must exceed what was refunded before, and must not exceed what was paid. */
function refuseOutOfRange(order: OrderRow, money: string): void {
  const capped = reversedMoney(order.money, { refund: money, admin: 0, dispute: 0 });
  const above = Number(money) > Number(order.money) || Number(capped) <= Number(order.reversed_money);
  if (above) {
    const [refunded, most] = [order.reversed_money, order.money].map((sum) => Number(sum).toFixed(2));
    throw new AppError('REFUND_OUT_OF_RANGE', { refunded: refunded ?? '', money: most ?? '' });
  }
}

/** An import keeps orders of providers that are unknown here, and orders without quota or with a price below zero. */
function isCompletable({ provider, credit_quota, amount, money }: OrderRow): boolean {
  return PROVIDERS.includes(provider) && credit_quota > 0 && amount > 0 && Number(money) >= 0;
}

/** The part of a page that is not its items. */
function describePage(rows: readonly OrderRow[], total: number, { p: page, page_size }: PageRequest) {
  const last = rows.length === page_size ? rows.at(-1) : undefined;
  return { total, page, page_size, total_estimated: total >= MAX_COUNTED, next_cursor: last ? String(last.id) : null };
}
