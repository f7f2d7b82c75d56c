import type { AdminOrderView, OrderView } from '@tollgate/contracts/billing/orders';
import type { OrderRow } from '../settlements/order-row.js';
import type { ListedOrder } from './orders.repository.js';

/** Unix seconds; 0 where there is no time. */
function seconds(time: Date | null): number {
  return time ? Math.floor(time.getTime() / 1000) : 0;
}

/** An order as its owner sees it. */
export function toOrderView(row: OrderRow): OrderView {
  return {
    id: row.id,
    user_id: row.user_id,
    amount: row.amount,
    money: Number(row.money),
    trade_no: row.trade_no,
    payment_method: row.method,
    payment_provider: row.provider,
    create_time: seconds(row.created_at),
    complete_time: seconds(row.completed_at),
    status: row.status,
  };
}

/** An order as administrators see it. */
export function toAdminOrderView(row: ListedOrder): AdminOrderView {
  return {
    ...toOrderView(row),
    username: row.username,
    provider: row.provider,
    currency: row.currency,
    credit_quota: row.credit_quota,
    provider_ref: row.provider_ref,
    reversed_quota: row.reversed_quota,
    reversed_money: Number(row.reversed_money),
    stuck_reason: row.stuck_reason,
    quarantine_id: row.quarantine_id ?? 0,
    refused_callbacks: row.refused_callbacks,
    checks: row.checks,
    checked_time: seconds(row.checked_at),
    next_check_time: seconds(row.next_check_at),
    completed_by: row.completed_by ?? 0,
  };
}
