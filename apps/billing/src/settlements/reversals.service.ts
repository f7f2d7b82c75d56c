import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { reversedMoney, reversedQuota, subtractMoney } from '@tollgate/money';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Log } from '@tollgate/platform/log';
import { LogType, Records } from '@tollgate/audit-log';
import { CallbacksRepository, type EarlyCallback } from './callbacks.repository.js';
import type { QuarantineCase, Outcome, Provider, ReversalEvidence } from './evidence.js';
import type { OrderRow } from './order-row.js';
import { PaymentMetrics } from './payment-metrics.js';
import { ReversalsRepository, type Totals } from './reversals.repository.js';

/** The effect of a reversal on an order. */
export interface Reversed {
  readonly status: string;
  /** Taken back for the order so far, and by this call (negative: given back), in quota. */
  readonly reversedQuota: number;
  readonly takenBack: number;
  /** Money refunded by this call (negative: given back) and so far, as decimal text. */
  readonly refunded: string;
  readonly refundedTotal: string;
}

/** The reason that the user's log shows if the provider reported a reversal. */
const REASONS = { refund: '支付平台退款', dispute: '支付争议' } as const;

interface Cause {
  readonly kind: 'refund' | 'dispute' | 'admin';
  readonly ref: string;
  readonly actor: number | null;
  readonly requestId: string;
  /** Shown to the user. */
  readonly reason: string;
}

/**
 * Refunds and disputes. The reports of providers are stored as totals (the sum that went back under each number so far), and the order is
 * brought to the sum of them, so the result does not depend on the order in which they arrive.
 */
@Injectable()
export class ReversalsService {
  constructor(
    private readonly reversals: ReversalsRepository,
    private readonly callbacks: CallbacksRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly records: Records,
    private readonly metrics: PaymentMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Acts upon a refund or dispute. One that comes before its payment waits in quarantine and is acted upon after it. If the
   * user was deleted there is no account to take from, so an administrator decides.
   * @throws AppError QUOTA_OUT_OF_RANGE
   */
  async reverse(said: ReversalEvidence): Promise<Outcome> {
    try {
      return await this.unitOfWork.run((tx) => this.reverseIn(tx, said));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ACCOUNT_NOT_FOUND') throw error;
      return this.unitOfWork.run(async (tx) => {
        const order = await this.reversals.find(tx, said.provider, said.tradeNo, said.paymentRef);
        const tradeNo = order?.trade_no ?? said.tradeNo;
        return this.putAside(tx, { ...said, tradeNo, reason: 'account_gone', detail: '' });
      });
    }
  }

  /**
   * Acts upon what came before its payment, of one order or (with an empty number) of all whose payment is there by now. Each is
   * acted upon by itself: one that fails is logged and stays, and the next ones are tried. Returns how many there were.
   * @throws AppError UNAVAILABLE, OUTCOME_UNKNOWN: the rest waits for the next run
   */
  async actOnEarly(
    provider: Provider,
    tradeNo: string,
    act: (early: EarlyCallback) => Promise<unknown>,
  ): Promise<number> {
    let [found, last] = [0, 0];
    for (;;) {
      const early = await this.callbacks.early(provider, tradeNo, last);
      if (early.length === 0) return found;
      for (const one of early) await this.tryEarly(provider, one, act);
      found += early.length;
      last = early.at(-1)?.id ?? last;
    }
  }

  /**
   * An administrator's word: this much of a paid order, whose row the caller holds locked, went back to the payer. It stands
   * under the number of the call: a client may have a say in its request id, and give two refunds the same.
   */
  async reverseByHand(
    tx: Tx,
    order: OrderRow,
    money: string,
    by: { actor: number; requestId: string; operation: string; reason: string },
  ): Promise<Reversed> {
    const ref = `admin:${by.operation}`;
    const totals = await this.reversals.record(tx, order.trade_no, {
      ...order,
      ref,
      kind: 'admin',
      money,
      final: true,
    });
    return this.applyReversal(tx, order, totals, { ...by, kind: 'admin', ref });
  }

  private async reverseIn(tx: Tx, said: ReversalEvidence): Promise<Outcome> {
    const order = await this.reversals.find(tx, said.provider, said.tradeNo, said.paymentRef);
    if (await this.reversals.seen(tx, said.provider, said.eventId)) return 'already';
    if (!order && said.foreign) {
      await this.callbacks.keepForeign(tx, { ...said, reason: 'unknown_payment', detail: '' });
      return this.metrics.count(said.provider, 'ignored');
    }
    if (!order) return this.putAside(tx, { ...said, reason: 'unknown_payment', detail: '' });
    const quarantineCase = findObstacle(order, said);
    if (quarantineCase) return this.putAside(tx, { ...said, ...quarantineCase, tradeNo: order.trade_no });
    const totals = await this.reversals.record(tx, order.trade_no, said);
    await this.applyReversal(tx, order, totals, {
      ...said,
      actor: null,
      requestId: `${said.provider}:${said.eventId}`,
      reason: REASONS[said.kind],
    });
    await this.reversals.note(tx, order.trade_no, said);
    await this.callbacks.resolved(tx, said.provider, said.eventId, 'acted upon after its payment');
    return this.metrics.count(said.provider, 'reversed');
  }

  private async tryEarly(provider: Provider, early: EarlyCallback, act: (early: EarlyCallback) => Promise<unknown>) {
    try {
      await act(early);
    } catch (error) {
      if (error instanceof AppError && (error.code === 'UNAVAILABLE' || error.code === 'OUTCOME_UNKNOWN')) throw error;
      const { id, trade_no: orderNo } = early;
      this.log.error('an early reversal cannot be acted upon', { provider, orderNo, targetId: id, error });
    }
  }

  /** Posts the difference between what was taken back and what is to be taken back. */
  private async applyReversal(tx: Tx, order: OrderRow, totals: Totals, cause: Cause): Promise<Reversed> {
    const money = reversedMoney(order.money, totals);
    const target = reversedQuota(order.credit_quota, order.money, money);
    const takenBack = target - order.reversed_quota;
    const status = await this.reversals.apply(tx, order.trade_no, money, target);
    const refunded = subtractMoney(money, order.reversed_money);
    const done = { status, reversedQuota: target, refunded, refundedTotal: subtractMoney(money, 0) };
    if (order.plan_id !== null) return { ...done, takenBack: await this.reversePlan(tx, order, status, cause) };
    if (takenBack !== 0) await this.post(tx, order, { takenBack, refunded }, cause);
    return { ...done, takenBack };
  }

  /**
   * Takes a plan back when all of its price went back, and restores it when that is undone. Returns the quota that was collected of the
   * balance (negative: given back).
   */
  private async reversePlan(tx: Tx, order: OrderRow, status: string, cause: Cause): Promise<number> {
    if (status === order.status) return 0;
    const { trade_no, user_id: userId, provider } = order;
    const back = status !== 'refunded';
    const quota = await this.reversals.reversePlan(tx, trade_no, { ...cause, back });
    const content = back ? '订单争议已撤销，恢复订阅并返还对应额度' : `套餐订单退款，订阅已终止，原因：${cause.reason}`;
    const other = { trade_no, cause: cause.kind };
    await this.records.log(tx, { userId, type: LogType.refund, content, quota, other, requestId: cause.requestId });
    this.log.info(back ? 'plan restored' : 'plan taken back', { orderNo: trade_no, provider, userId, count: quota });
    return back ? -quota : quota;
  }

  private async post(
    tx: Tx,
    order: OrderRow,
    step: Pick<Reversed, 'takenBack' | 'refunded'>,
    cause: Cause,
  ): Promise<void> {
    const { takenBack, refunded } = step;
    const { user_id: userId, provider, trade_no, reversals } = order;
    const back = takenBack < 0;
    await ledger.post(tx, {
      kind: back ? 'dispute_won' : cause.kind === 'dispute' ? 'dispute' : 'refund',
      ref: `${trade_no}:${reversals + 1}:${cause.ref}`.slice(0, 255),
      actor: cause.actor,
      requestId: cause.requestId,
      legs: [
        { userId, account: back ? 'quota' : 'collect', amount: -takenBack },
        { account: provider, amount: takenBack },
      ],
    });
    const quota = Math.abs(takenBack);
    // money and reason only: raw quota would stand beside a currency sign in the user's log
    const content = back
      ? `订单争议已撤销，返还对应额度，金额：${refunded.replace('-', '')}`
      : `订单退款，扣回对应额度，退款金额：${refunded}，原因：${cause.reason}`;
    const other = { trade_no, cause: cause.kind, money: refunded };
    await this.records.log(tx, { userId, type: LogType.refund, content, quota, other, requestId: cause.requestId });
    this.log.info(back ? 'credit given back' : 'credit taken back', {
      orderNo: trade_no,
      provider,
      userId,
      count: quota,
    });
  }

  private async putAside(tx: Tx, quarantineCase: QuarantineCase): Promise<Outcome> {
    await this.callbacks.quarantine(tx, quarantineCase);
    this.log.warn('callback put into quarantine', {
      provider: quarantineCase.provider,
      orderNo: quarantineCase.tradeNo,
      code: quarantineCase.reason,
    });
    return this.metrics.count(quarantineCase.provider, 'quarantined');
  }
}

/** Why a reversal cannot be acted upon (yet), or undefined. */
function findObstacle(order: OrderRow, said: ReversalEvidence): Pick<QuarantineCase, 'reason' | 'detail'> | undefined {
  if (order.status !== 'success' && order.status !== 'refunded') return { reason: 'before_payment', detail: '' };
  if (order.currency && order.currency !== said.currency) {
    return { reason: 'other_currency', detail: `${said.currency}, expected ${order.currency}` };
  }
  return undefined;
}
