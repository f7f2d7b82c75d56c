import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import type { Finding } from '../settlements/finding.js';
import type { OrderRow } from '../settlements/order-row.js';
import { ask, type ProviderReply } from '../settlements/provider-http.js';
import { parseAnswer } from './epay-answer.js';

/** Asks the payment gateway what became of an order: `api.php?act=order`, as Epay documents it. */
@Injectable()
export class EpayInquiry {
  constructor(private readonly options: Options) {}

  async ask(order: OrderRow): Promise<Finding> {
    const [address, pid, key] = [
      this.options.get('PayAddress'),
      this.options.get('EpayId'),
      this.options.get('EpayKey'),
    ];
    if (!address || !pid.trim() || !key.trim()) return { state: 'unclear', why: 'Epay is not configured' };
    const url = new URL(`${address.replace(/\/+$/, '')}/api.php`);
    url.search = new URLSearchParams({ act: 'order', pid: pid.trim(), key, out_trade_no: order.trade_no }).toString();
    let reply: ProviderReply;
    try {
      reply = await ask(url);
    } catch {
      // the error could name the address, and the address holds the key
      return unclear('Epay does not answer');
    }
    if (reply.status !== 200) return unclear(`Epay answers ${reply.status}`);
    return parseAnswer(reply.bytes, { tradeNo: order.trade_no, pid: pid.trim() }, key);
  }
}

function unclear(why: string): Finding {
  return { state: 'unclear', why };
}
