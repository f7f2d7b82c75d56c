import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import type { Source } from '../settlements/evidence.js';
import type { Finding } from '../settlements/finding.js';
import { type Plain, toObject, toText } from '../settlements/json.js';
import type { OrderRow } from '../settlements/order-row.js';
import { getCallFailure, type Session, StripeClient } from './stripe.client.js';
import { isOpen, isPaid } from './stripe.events.js';
import { buildPayment } from './stripe-payment.js';

/** Asks Stripe what became of an order. */
@Injectable()
export class StripeInquiry {
  constructor(
    private readonly options: Options,
    private readonly stripe: StripeClient,
  ) {}

  async ask(order: OrderRow, _?: AbortSignal): Promise<Finding> {
    if (!this.stripe.usable) return unclear('Stripe is not configured');
    let session: Session | undefined;
    try {
      session = order.provider_ref
        ? await this.stripe.session(order.provider_ref)
        : await this.stripe.findSession(order.trade_no, order.created_at);
    } catch (error) {
      const refused = getCallFailure(error) === 'refused';
      if (refused) return unclear('Stripe refuses the query: check the key');
      return { state: 'unclear', why: 'Stripe does not answer', unreachable: true };
    }
    return session ? this.judge(toObject(session), order) : { state: 'unpaid' };
  }

  /** The order's number is compared because a wrong session would credit this order with the payment of another. */
  private judge(session: Plain, order: OrderRow): Finding {
    const id = toText(session.id);
    const tradeNo = toText(session.client_reference_id);
    if (tradeNo !== order.trade_no) return unclear(`Stripe answers for another order: ${tradeNo || 'none'}`);
    const source: Source = { provider: 'stripe', eventId: `asked:${id}`, type: 'asked', callbackId: null };
    if (isPaid(session)) {
      const promotions = this.options.get('StripePromotionCodesEnabled');
      const evidence = buildPayment(session, source, promotions);
      if (evidence.money === null) return unclear('Stripe reports the session as paid without a sum');
      return { state: 'paid', evidence };
    }
    if (session.status === 'expired' && session.payment_status !== 'paid') return { state: 'expired' };
    if (isOpen(session)) return { state: 'open' };
    const [status, payment] = [toText(session.status), toText(session.payment_status)];
    return unclear(`Stripe reports a state that is not known: ${status}, ${payment}`);
  }
}

function unclear(why: string): Finding {
  return { state: 'unclear', why };
}
