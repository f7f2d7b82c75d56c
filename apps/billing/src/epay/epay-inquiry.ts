import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/platform/options';
import type { Finding } from '../settlements/finding.js';
import { objectOf } from '../settlements/json.js';
import type { OrderRow } from '../settlements/order-row.js';
import { ask } from '../settlements/provider-http.js';
import { evidenceOf } from './epay-callbacks.service.js';

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
    try {
      const { status, body } = await ask(url);
      return status === 200 ? findingOf(objectOf(body), order, pid.trim()) : unclear(`Epay answers ${status}`);
    } catch {
      // the reason could hold the address, and the address holds the key
      return unclear('Epay does not answer');
    }
  }
}

function unclear(why: string): Finding {
  return { state: 'unclear', why };
}

/** `code` 1: the order is known, `status` 1: it is paid. Gateways send both as numbers or texts. */
function findingOf(answer: Readonly<Record<string, unknown>>, order: OrderRow, pid: string): Finding {
  if (answer.code === undefined) return unclear('the answer of Epay cannot be read');
  if (String(answer.code) !== '1') return { state: 'unpaid' };
  if (String(answer.status) !== '1') return { state: 'unpaid' };
  const said = Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, String(value)]));
  if (said.out_trade_no !== order.trade_no || said.pid !== pid) return unclear('Epay answers for another order');
  return { state: 'paid', evidence: { ...evidenceOf({ ...said, trade_status: 'asked' }, null), type: 'asked' } };
}
