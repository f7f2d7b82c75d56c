import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { sameMoney } from '@tollgate/money';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Log, ThrottledLog } from '@tollgate/platform/log';
import { CallbacksRepository } from './callbacks.repository.js';
import { CreditsRepository } from './credits.repository.js';
import type { ClosingEvidence, Doubt, Outcome, PaymentEvidence, Provider } from './evidence.js';
import type { OrderRow } from './order-row.js';
import { PaymentMetrics } from './payment-metrics.js';

type Reason = Pick<Doubt, 'reason' | 'detail'>;

/** Turns what providers say into credits, each order once, whatever comes twice, late, out of order or at the same time. */
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
   * Credits the order that was paid. One statement does all of it; only where that credits nothing is it found out why, and
   * what fits no order goes to quarantine. Once it answers, all is committed.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE: the order stays unsettled and says why
   */
  async settle(evidence: PaymentEvidence): Promise<Outcome> {
    if (evidence.money === null || evidence.paid === null) return this.explain(evidence);
    try {
      const credited = await this.credits.settle(evidence);
      if (!credited) return await this.explain(evidence);
      this.log.info('order credited', {
        orderNo: credited.trade_no,
        provider: evidence.provider,
        userId: credited.user_id,
      });
      return this.metrics.count(evidence.provider, 'credited');
    } catch (error) {
      if (error instanceof AppError && (error.code === 'ACCOUNT_NOT_FOUND' || error.code === 'QUOTA_OUT_OF_RANGE')) {
        this.metrics.count(evidence.provider, 'uncreditable');
        await this.credits.stuck(evidence.tradeNo, `paid, but it cannot be credited: ${error.code}`);
      }
      throw error;
    }
  }

  /** Ends an order that will not be paid. An order that was paid stays paid. */
  async close(evidence: ClosingEvidence): Promise<Outcome> {
    const closed = await this.credits.close(evidence);
    return this.metrics.count(evidence.provider, closed ? evidence.status : 'ignored');
  }

  /** Writes down an event that asks for nothing. */
  async ignore(source: Omit<ClosingEvidence, 'status'>): Promise<Outcome> {
    await this.credits.note(this.database, source, 'ignored');
    return this.metrics.count(source.provider, 'ignored');
  }

  /** Puts an event aside for a person; it moves nothing. */
  async doubt(doubt: Doubt): Promise<Outcome> {
    await this.callbacks.quarantine(this.database, doubt);
    return this.warn(doubt);
  }

  /** What came in a provider's name does not bear its signature: forged, or signed with a secret that is not set here. */
  unverified(provider: Provider): void {
    this.forgeries.note({ provider });
    this.metrics.count(provider, 'unverified');
  }

  /** Why evidence credited nothing, under the order's lock: credited before, or in doubt. */
  private async explain(evidence: PaymentEvidence): Promise<Outcome> {
    return this.unitOfWork.run(async (tx) => {
      const order = await this.credits.lock(tx, evidence.tradeNo);
      const reason = reasonOf(order, evidence);
      if (reason) return this.quarantine(tx, { ...evidence, ...reason });
      await this.credits.learn(tx, evidence);
      await this.credits.note(tx, evidence, 'already');
      return this.metrics.count(evidence.provider, 'already');
    });
  }

  private async quarantine(tx: Tx, doubt: Doubt): Promise<Outcome> {
    await this.callbacks.quarantine(tx, doubt);
    return this.warn(doubt);
  }

  private warn({ provider, tradeNo, reason }: Doubt): Outcome {
    this.log.warn('callback put into quarantine', { provider, orderNo: tradeNo, code: reason });
    return this.metrics.count(provider, 'quarantined');
  }
}

/** What does not fit, or undefined where the order was credited by this payment before. */
export function reasonOf(order: OrderRow | undefined, evidence: PaymentEvidence): Reason | undefined {
  if (!order) return { reason: 'unknown_order', detail: '' };
  const { provider, money, currency, method, product, providerRef } = evidence;
  if (order.provider !== provider) return { reason: 'other_provider', detail: `expected ${order.provider}` };
  const done = order.status === 'success' || order.status === 'refunded';
  const mismatch = differenceOf(order, { money: done ? (evidence.paid ?? money) : money, currency, method, product });
  if (mismatch) return mismatch;
  if (order.status === 'refunded' && !samePayment(order, providerRef)) return { reason: 'after_refund', detail: '' };
  if (done && !samePayment(order, providerRef)) {
    return { reason: 'paid_twice', detail: `payment ${providerRef}, credited for ${order.provider_ref}` };
  }
  return undefined;
}

function samePayment(order: OrderRow, providerRef: string): boolean {
  return order.provider_ref === '' || providerRef === '' || order.provider_ref === providerRef;
}

function differenceOf(
  order: OrderRow,
  said: Pick<PaymentEvidence, 'money' | 'currency' | 'method' | 'product'>,
): Reason | undefined {
  if (said.money === null || !sameMoney(order.money, said.money)) {
    return { reason: 'other_sum', detail: `money ${said.money ?? 'not told'}, expected ${order.money}` };
  }
  if (said.currency && order.currency && said.currency !== order.currency) {
    return { reason: 'other_currency', detail: `${said.currency}, expected ${order.currency}` };
  }
  if (said.method && said.method !== order.method) {
    return { reason: 'other_method', detail: `${said.method}, expected ${order.method}` };
  }
  if (said.product && said.product !== order.product) {
    return { reason: 'other_method', detail: `product ${said.product}, expected ${order.product}` };
  }
  return undefined;
}
