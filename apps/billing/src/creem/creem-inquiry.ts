import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import type { Source } from '../settlements/evidence.js';
import type { Finding } from '../settlements/finding.js';
import { type Plain, toObject, toText } from '../settlements/json.js';
import type { OrderRow } from '../settlements/order-row.js';
import type { ProviderReply } from '../settlements/provider-http.js';
import { CreemClient } from './creem.client.js';
import { buildPayment, getTradeNo, isPaid, isTest } from './creem.events.js';

/** Asks Creem what became of an order. */
@Injectable()
export class CreemInquiry {
  constructor(
    private readonly options: Options,
    private readonly creem: CreemClient,
  ) {}

  async ask(order: OrderRow, signal?: AbortSignal): Promise<Finding> {
    if (!this.options.get('CreemApiKey')) return unclear('Creem is not configured');
    // a checkout that was refused was never made; one whose creation had no answer may be paid by now
    if (!order.provider_ref) {
      if (order.status === 'pending') return { state: 'unpaid' };
      return unclear('Creem did not answer when the checkout was made, so it cannot be asked about it');
    }
    let reply: ProviderReply;
    try {
      reply = await this.creem.checkout(order.provider_ref, signal);
    } catch {
      // the error names the address only, so there is nothing to add
      return { state: 'unclear', why: 'Creem does not answer', unreachable: true };
    }
    if (reply.status !== 200) return unclear(`Creem answers ${reply.status}`);
    return this.judge(toObject(reply.body), order);
  }

  /** The order's number and the mode are compared because another checkout, or a test, must not pay for this order. */
  private judge(checkout: Plain, order: OrderRow): Finding {
    const tradeNo = getTradeNo(checkout);
    if (tradeNo !== order.trade_no) return unclear(`Creem answers for another order: ${tradeNo || 'none'}`);
    const test = isTest(checkout);
    if (test !== null && test !== this.options.get('CreemTestMode')) {
      return unclear(`Creem answers with ${test ? 'a test' : 'no test'} checkout`);
    }
    const status = toText(checkout.status);
    const paid = isPaid(checkout);
    if (paid && status === 'completed') {
      const eventId = `asked:${order.provider_ref}`;
      const source: Source = { provider: 'creem', eventId, type: 'asked', callbackId: null };
      const evidence = buildPayment(checkout, source);
      if (evidence.money === null) return unclear('Creem reports the order as paid without a sum');
      return { state: 'paid', evidence };
    }
    const orderStatus = toText(toObject(checkout.order).status) || 'none';
    if (orderStatus !== 'paid' && status === 'expired') return { state: 'expired' };
    if (orderStatus !== 'paid' && (status === 'pending' || status === 'processing')) return { state: 'open' };
    return unclear(`Creem reports a state that is not known: checkout ${status || 'none'}, order ${orderStatus}`);
  }
}

function unclear(why: string): Finding {
  return { state: 'unclear', why };
}
