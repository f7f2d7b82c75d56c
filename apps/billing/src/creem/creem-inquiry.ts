import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/platform/options';
import type { Source } from '../settlements/evidence.js';
import type { Finding } from '../settlements/finding.js';
import { objectOf } from '../settlements/json.js';
import type { OrderRow } from '../settlements/order-row.js';
import { CreemClient } from './creem.client.js';
import { isPaid, paymentOf } from './creem.events.js';

/** Asks Creem what became of an order. */
@Injectable()
export class CreemInquiry {
  constructor(
    private readonly options: Options,
    private readonly creem: CreemClient,
  ) {}

  async ask(order: OrderRow): Promise<Finding> {
    if (!this.options.get('CreemApiKey')) return { state: 'unclear', why: 'Creem is not configured' };
    if (!order.provider_ref) return { state: 'unpaid' };
    try {
      const { status, body } = await this.creem.checkout(order.provider_ref);
      if (status !== 200) return { state: 'unclear', why: `Creem answers ${status}` };
      const checkout = objectOf(body);
      const source: Source = {
        provider: 'creem',
        eventId: `asked:${order.provider_ref}`,
        type: 'asked',
        callbackId: null,
      };
      if (isPaid(checkout)) return { state: 'paid', evidence: paymentOf(checkout, source) };
      return { state: checkout.status === 'expired' ? 'expired' : 'open' };
    } catch {
      // what fetch says of a failure names the address only; there is nothing more to tell
      return { state: 'unclear', why: 'Creem does not answer' };
    }
  }
}
