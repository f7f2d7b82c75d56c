import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { reversedMoney, reversedQuota } from '@tollgate/money';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Log } from '@tollgate/platform/log';
import { LogType, Records } from '@tollgate/audit-log';
import { CallbacksRepository, type EarlyCallback } from './callbacks.repository.js';
import type { Doubt, Outcome, Provider, ReversalEvidence } from './evidence.js';
import type { OrderRow } from './order-row.js';
import { PaymentMetrics } from './payment-metrics.js';
import { ReversalsRepository, type Totals } from './reversals.repository.js';

/** What a reversal did to an order. */
export interface Reversed {
  readonly status: string;
  /** Taken back for the order so far, and by this call (negative: given back), in quota. */
  readonly reversedQuota: number;
  readonly takenBack: number;
}

interface Cause {
  readonly kind: 'refund' | 'dispute' | 'admin';
  readonly ref: string;
  readonly actor: number | null;
  readonly requestId: string;
}

/**
 * Refunds and disputes. Providers' words are kept as totals (what went back under each number so far), and the order is
 * brought to what their sum asks for; so the result does not depend on the order in which they come.
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
   * Acts upon a refund or dispute. One that comes before its payment waits in quarantine and is acted upon after it; one of a
   * user who is gone for good has nobody to take from and is left to a person there.
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
   * Acts upon what came before its payment, of one order or (with an empty number) of all whose payment is there by now. Each
   * by itself: one that fails is told of and stays, and those behind it have their turn. Answers how many there were.
   * @throws AppError UNAVAILABLE, OUTCOME_UNKNOWN: what is left waits for the next time
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
    by: { actor: number; requestId: string; operation: string },
  ): Promise<Reversed> {
    const ref = `admin:${by.operation}`;
    const totals = await this.reversals.record(tx, order.trade_no, {
      ...order,
      ref,
      kind: 'admin',
      money,
      final: true,
    });
    return this.bring(tx, order, totals, { ...by, kind: 'admin', ref });
  }

  private async reverseIn(tx: Tx, said: ReversalEvidence): Promise<Outcome> {
    const order = await this.reversals.find(tx, said.provider, said.tradeNo, said.paymentRef);
    if (await this.reversals.seen(tx, said.provider, said.eventId)) return 'already';
    if (!order) return this.putAside(tx, { ...said, reason: 'unknown_payment', detail: '' });
    const doubt = doubtOf(order, said);
    if (doubt) return this.putAside(tx, { ...said, ...doubt, tradeNo: order.trade_no });
    const totals = await this.reversals.record(tx, order.trade_no, said);
    await this.bring(tx, order, totals, { ...said, actor: null, requestId: `${said.provider}:${said.eventId}` });
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
  private async bring(tx: Tx, order: OrderRow, totals: Totals, cause: Cause): Promise<Reversed> {
    const money = reversedMoney(order.money, totals);
    const target = reversedQuota(order.credit_quota, order.money, money);
    const takenBack = target - order.reversed_quota;
    const status = await this.reversals.apply(tx, order.trade_no, money, target);
    if (takenBack !== 0) await this.post(tx, order, takenBack, cause);
    return { status, reversedQuota: target, takenBack };
  }

  private async post(tx: Tx, order: OrderRow, takenBack: number, cause: Cause): Promise<void> {
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
    const content = back ? `订单争议已撤销，返还额度: ${quota}` : `订单退款，扣回额度: ${quota}`;
    const other = { trade_no, cause: cause.kind };
    await this.records.log(tx, { userId, type: LogType.refund, content, quota, other, requestId: cause.requestId });
    this.log.info(back ? 'credit given back' : 'credit taken back', {
      orderNo: trade_no,
      provider,
      userId,
      count: quota,
    });
  }

  private async putAside(tx: Tx, doubt: Doubt): Promise<Outcome> {
    await this.callbacks.quarantine(tx, doubt);
    this.log.warn('callback put into quarantine', {
      provider: doubt.provider,
      orderNo: doubt.tradeNo,
      code: doubt.reason,
    });
    return this.metrics.count(doubt.provider, 'quarantined');
  }
}

/** Why a reversal cannot be acted upon (yet), or undefined. */
function doubtOf(order: OrderRow, said: ReversalEvidence): Pick<Doubt, 'reason' | 'detail'> | undefined {
  if (order.status !== 'success' && order.status !== 'refunded') return { reason: 'before_payment', detail: '' };
  if (order.currency && order.currency !== said.currency) {
    return { reason: 'other_currency', detail: `${said.currency}, expected ${order.currency}` };
  }
  return undefined;
}
