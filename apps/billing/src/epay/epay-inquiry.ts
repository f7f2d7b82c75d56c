import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import type { Finding } from '../settlements/finding.js';
import type { OrderRow } from '../settlements/order-row.js';
import { ask, type ProviderReply } from '../settlements/provider-http.js';
import { getEpayAddresses } from './addresses.js';
import { parseAnswer } from './epay-answer.js';
import { getMerchants, getMerchantsOf, type Merchant } from './merchants.js';

/** Asks the payment gateway about an order: `api.php?act=order`, as Epay documents it. */
@Injectable()
export class EpayInquiry {
  constructor(private readonly options: Options) {}

  /** Asks with the order's own merchant id and key, then with the other keys of that id until one gets a clear answer. */
  async ask(order: OrderRow, signal?: AbortSignal): Promise<Finding> {
    const all = getMerchants(this.options);
    const { query } = getEpayAddresses(this.options);
    if (query === '' || all.length === 0) return unclear('Epay is not configured');
    const findings: Finding[] = [];
    for (const merchant of getMerchantsOf(order, all)) {
      const finding = await this.askAs(merchant, order, query, signal);
      if (finding.state === 'unclear' && finding.unreachable) return finding;
      // an order that names no merchant may be unknown to the first and known to the next
      if (finding.state !== 'unclear' && (finding.state !== 'unpaid' || order.merchant_id !== '')) return finding;
      findings.push(finding);
    }
    const left = findings.find(({ state }) => state === 'unclear') ?? findings[0];
    return left ?? unclear(`the merchant of this order is not configured any more: ${order.merchant_id}`);
  }

  private async askAs(
    { pid, key }: Merchant,
    order: OrderRow,
    address: string,
    signal?: AbortSignal,
  ): Promise<Finding> {
    const url = new URL(address);
    const params = { act: 'order', pid, key, out_trade_no: order.trade_no };
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    let reply: ProviderReply;
    try {
      reply = await ask(url, { signal });
    } catch {
      // the error could name the address, and the address holds the key
      return { state: 'unclear', why: 'Epay does not answer', unreachable: true };
    }
    if (reply.status !== 200) return unclear(`Epay answers ${reply.status}`);
    return parseAnswer(reply.bytes, { tradeNo: order.trade_no, pid }, key);
  }
}

function unclear(why: string): Finding {
  return { state: 'unclear', why };
}
