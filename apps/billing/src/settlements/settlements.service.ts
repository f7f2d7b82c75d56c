import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { sameMoney } from '@tollgate/money';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Log, ThrottledLog } from '@tollgate/platform/log';
import { CallbacksRepository } from './callbacks.repository.js';
import { CreditsRepository } from './credits.repository.js';
import type { ClosingEvidence, QuarantineCase, Outcome, PaymentEvidence, Provider } from './evidence.js';
import type { OrderRow } from './order-row.js';
import { PaymentMetrics } from './payment-metrics.js';

type UnclearReason = 'unclear_state' | 'malformed';
type Reason = Pick<QuarantineCase, 'reason' | 'detail'>;

/** Turns evidence into credits, each order once, also if evidence arrives twice, late, out of order or concurrently. */
@Injectable()
export class SettlementsService {
  private readonly forgeries = new ThrottledLog((fields) =>
    this.log.warn('callback refused: no valid signature', fields),
  );

  constructor(
    private readonly credits: CreditsRepository,
    private readonly callbacks: CallbacksRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    private readonly metrics: PaymentMetrics,
    private readonly log: Log,
  ) {}

  /**
   * Credits the order that was paid. One statement does all of it. Only if that credits nothing, the reason is looked for, and
   * evidence that fits no order is quarantined. When it returns, everything is committed.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE: the order stays unsettled and shows the reason
   */
  async settle(evidence: PaymentEvidence): Promise<Outcome> {
    if (evidence.money === null || evidence.paid === null) return this.explain(evidence);
    try {
      const credited = await this.credits.settle(evidence);
      if (!credited) return await this.explain(evidence);
      if (credited.quarantine_id !== null) await this.closeUnclearCases(credited.trade_no);
      this.log.info('order credited', {
        orderNo: credited.trade_no,
        provider: evidence.provider,
        userId: credited.user_id,
      });
      return this.metrics.count(evidence.provider, 'credited');
    } catch (error) {
      if (error instanceof AppError && (error.code === 'ACCOUNT_NOT_FOUND' || error.code === 'QUOTA_OUT_OF_RANGE')) {
        this.metrics.count(evidence.provider, 'uncreditable');
        await this.credits.markUnsettled(evidence.tradeNo, `paid, but it cannot be credited: ${error.code}`);
      }
      throw error;
    }
  }

  /** Ends an order that will not be paid. An order that was paid stays paid. */
  async close(evidence: ClosingEvidence): Promise<Outcome> {
    const closed = await this.credits.close(evidence);
    return this.metrics.count(evidence.provider, closed ? evidence.status : 'ignored');
  }

  /** Records an event that needs no action. */
  async ignore(source: Omit<ClosingEvidence, 'status'>): Promise<Outcome> {
    await this.credits.note(this.database, source, 'ignored');
    return this.metrics.count(source.provider, 'ignored');
  }

  /** Quarantines an event for an administrator; it moves nothing. One of another shop on the account is only noted. */
  async setAside(quarantineCase: QuarantineCase): Promise<Outcome> {
    if (quarantineCase.foreign && !(await this.callbacks.isOurs(this.database, quarantineCase))) {
      return this.ignore(quarantineCase);
    }
    await this.callbacks.quarantine(this.database, quarantineCase);
    return this.warn(quarantineCase);
  }

  /**
   * Quarantines an event whose state is neither paid nor known to be unpaid, so that it does not pass in silence. It is only noted if
   * it names no order of ours, or one that holds its credit.
   */
  async setUnclearAside(
    source: Omit<ClosingEvidence, 'status'>,
    reason: UnclearReason,
    detail: string,
  ): Promise<Outcome> {
    return this.unitOfWork.run(async (tx) => {
      const order = await this.credits.lock(tx, source.tradeNo);
      if (order && !isDone(order)) return this.quarantine(tx, { ...source, reason, detail });
      await this.credits.note(tx, source, 'ignored');
      return this.metrics.count(source.provider, 'ignored');
    });
  }

  /** Counts a callback without a valid signature: forged, or signed with a secret that is not set here. */
  countUnverified(provider: Provider): void {
    this.forgeries.note({ provider });
    this.metrics.count(provider, 'unverified');
  }

  /** A state that was not known is explained by the credit. Other cases stay open, because they may be about more money. */
  private closeUnclearCases(tradeNo: string): Promise<void> {
    return this.unitOfWork.run((tx) => this.callbacks.closeUnclearCases(tx, tradeNo));
  }

  /** Why evidence credited nothing, under the order's lock: credited before, or in quarantineCase. */
  private async explain(evidence: PaymentEvidence): Promise<Outcome> {
    return this.unitOfWork.run(async (tx) => {
      const order = await this.credits.lock(tx, evidence.tradeNo);
      if (!order && evidence.foreign) {
        await this.credits.note(tx, evidence, 'ignored');
        return this.metrics.count(evidence.provider, 'ignored');
      }
      const reason = getMismatch(order, evidence) ?? (await this.findObstacle(tx, order, evidence));
      if (reason) return this.quarantine(tx, { ...evidence, ...reason });
      await this.credits.storeProviderReference(tx, evidence);
      await this.credits.note(tx, evidence, 'already');
      return this.metrics.count(evidence.provider, 'already');
    });
  }

  /**
   * Why a payment that fits its order was not credited by it, or undefined if the order holds its credit. Without it, a payment
   * could end as `already` although no credit was ever made.
   */
  private async findObstacle(
    tx: Tx,
    order: OrderRow | undefined,
    evidence: PaymentEvidence,
  ): Promise<Reason | undefined> {
    if (!order || isDone(order)) return undefined;
    if (order.imported === 'closed') {
      return {
        reason: 'closed_by_import',
        detail: `the order came as ${order.status}; compare with the earlier system`,
      };
    }
    const before = await this.credits.findEvent(tx, evidence);
    if (!before) return { reason: 'not_credited', detail: `the order is ${order.status}` };
    const about = before.trade_no === order.trade_no ? 'it' : `order ${before.trade_no || 'none'}`;
    return { reason: 'event_repeated', detail: `the same event came before about ${about} and was ${before.outcome}` };
  }

  private async quarantine(tx: Tx, quarantineCase: QuarantineCase): Promise<Outcome> {
    await this.callbacks.quarantine(tx, quarantineCase);
    return this.warn(quarantineCase);
  }

  private warn({ provider, tradeNo, reason }: QuarantineCase): Outcome {
    this.log.warn('callback put into quarantine', { provider, orderNo: tradeNo, code: reason });
    return this.metrics.count(provider, 'quarantined');
  }
}

/** Why a payment does not fit its order; undefined if the order was credited by this payment before. */
export function getMismatch(order: OrderRow | undefined, evidence: PaymentEvidence): Reason | undefined {
  if (!order) return { reason: 'unknown_order', detail: '' };
  const { provider, providerRef, merchantId } = evidence;
  if (order.provider !== provider) return { reason: 'other_provider', detail: `expected ${order.provider}` };
  if (merchantId && order.merchant_id && merchantId !== order.merchant_id) {
    return { reason: 'other_merchant', detail: `merchant ${merchantId}, expected ${order.merchant_id}` };
  }
  const mismatch = findDifference(order, evidence);
  if (mismatch) return mismatch;
  const done = isDone(order);
  if (order.status === 'refunded' && !isSamePayment(order, providerRef)) return { reason: 'after_refund', detail: '' };
  if (done && !isSamePayment(order, providerRef)) {
    return { reason: 'paid_twice', detail: `payment ${providerRef}, credited for ${order.provider_ref}` };
  }
  return undefined;
}

function isDone(order: OrderRow): boolean {
  return order.status === 'success' || order.status === 'refunded';
}

function isSamePayment(order: OrderRow, providerRef: string): boolean {
  return order.provider_ref === '' || providerRef === '' || order.provider_ref === providerRef;
}

function findDifference(order: OrderRow, evidence: PaymentEvidence): Reason | undefined {
  const { currency, product } = evidence;
  // an order that was credited holds what was paid, which a promotion code or tax may have changed
  const money = isDone(order) ? (evidence.paid ?? evidence.money) : evidence.money;
  if (money === null || !isMoneyAllowed(order, evidence, money)) {
    const came = money ?? `not readable: ${evidence.moneyText?.slice(0, 200) ?? 'none'}`;
    return { reason: 'other_sum', detail: `money ${came}, expected ${order.money}${describeConditions(evidence)}` };
  }
  if (currency && order.currency && currency !== order.currency) {
    return { reason: 'other_currency', detail: `${currency}, expected ${order.currency}` };
  }
  if (product && product !== order.product) {
    return { reason: 'other_method', detail: `product ${product}, expected ${order.product}` };
  }
  return undefined;
}

function isMoneyAllowed(order: OrderRow, evidence: PaymentEvidence, money: string): boolean {
  if (!sameMoney(order.money, money)) return false;
  if (isDone(order)) return true;
  if (evidence.needsPromotions && !(order.allows_promotions ?? evidence.promotionsByDefault)) return false;
  return !evidence.needsTax || order.allows_tax;
}

function describeConditions({ needsPromotions, needsTax, paid }: PaymentEvidence): string {
  const parts = [...(needsPromotions ? ['a promotion code'] : []), ...(needsTax ? ['tax'] : [])];
  return parts.length === 0 ? '' : `, paid ${paid ?? 'unknown'} with ${parts.join(' and ')}`;
}
