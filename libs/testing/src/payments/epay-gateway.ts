import { createHash } from 'node:crypto';
import { loopback, type Loopback } from './loopback.js';

/** A payment gateway of the Epay kind: signs notifications, and answers what became of an order. */
export interface EpayGateway extends Loopback {
  readonly pid: string;
  readonly key: string;
  /** The orders that it knows, by our number, with the answer to a query. */
  readonly orders: Map<string, { money: string; type: string; paid: boolean }>;
  /** Answers that it gives byte for byte, by our number. */
  readonly answers: Map<string, Buffer>;
}

export async function epayGateway(pid = '1001', key = 'SECRETKEY'): Promise<EpayGateway> {
  const orders: EpayGateway['orders'] = new Map();
  const answers: EpayGateway['answers'] = new Map();
  const server = await loopback(({ url }) => {
    const query = Object.fromEntries(url.searchParams);
    if (url.pathname !== '/api.php' || query.act !== 'order') return { status: 404, body: {} };
    if (query.pid !== pid || query.key !== key) return { body: { code: -3, msg: '商户密钥错误' } };
    const tradeNo = query.out_trade_no ?? '';
    const recorded = answers.get(tradeNo);
    if (recorded) return { body: recorded };
    const order = orders.get(tradeNo);
    if (!order) return { body: { code: -1, msg: '订单号不存在' } };
    const { money, type, paid } = order;
    const known = { trade_no: `E${tradeNo}`, out_trade_no: tradeNo, type, pid: Number(pid), money, name: 'TUC' };
    return { body: { code: 1, msg: 'succ', ...known, status: paid ? 1 : 0 } };
  });
  return Object.assign(server, { pid, key, orders, answers });
}

/** A notification as a gateway signs it; written apart from the product's own signing on purpose. */
export function notification(params: Record<string, string>, key: string): Record<string, string> {
  const pairs = Object.entries(params).filter(([, value]) => value !== '');
  const text = pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const sign = createHash('md5').update(`${text}${key}`, 'utf8').digest('hex');
  return { ...params, sign, sign_type: 'MD5' };
}
