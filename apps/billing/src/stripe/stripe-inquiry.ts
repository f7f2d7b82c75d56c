import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/platform/options';
import type { Source } from '../settlements/evidence.js';
import type { Finding } from '../settlements/finding.js';
import { objectOf } from '../settlements/json.js';
import type { OrderRow } from '../settlements/order-row.js';
import { failureOf, type Session, StripeClient } from './stripe.client.js';
import { isPaid, paymentOf } from './stripe.events.js';

/** Asks Stripe what became of an order. */
@Injectable()
export class StripeInquiry {
  constructor(
    private readonly options: Options,
    private readonly stripe: StripeClient,
  ) {}

  async ask(order: OrderRow): Promise<Finding> {
    if (!this.stripe.usable) return { state: 'unclear', why: 'Stripe is not configured' };
    let session: Session | undefined;
    try {
      session = order.provider_ref
        ? await this.stripe.session(order.provider_ref)
        : await this.stripe.sessionOf(order.trade_no, order.created_at);
    } catch (error) {
      const refused = failureOf(error) === 'refused';
      return { state: 'unclear', why: refused ? 'Stripe refuses to tell: check the key' : 'Stripe does not answer' };
    }
    if (!session) return { state: 'unpaid' };
    const source: Source = { provider: 'stripe', eventId: `asked:${session.id}`, type: 'asked', callbackId: null };
    const plain = objectOf(session);
    if (isPaid(plain)) {
      const promotions = this.options.get('StripePromotionCodesEnabled');
      return { state: 'paid', evidence: paymentOf(plain, source, promotions) };
    }
    return { state: session.status === 'expired' ? 'expired' : 'open' };
  }
}
