import type { PaymentEvidence } from '../settlements/evidence.js';

type Params = Readonly<Record<string, string>>;

/** As gateways write sums; anything else is not compared but refused. */
const MONEY = /^\d{1,10}(\.\d{1,3})?$/;

/** A sum as decimal text, or undefined if it is not written as one. */
export function parseMoney(text: string | undefined): string | undefined {
  return text !== undefined && MONEY.test(text) ? text : undefined;
}

/**
 * The evidence of a verified notification or answer. The document calls the order's number `trade_no`, gateways
 * `out_trade_no`.
 */
export function buildEvidence(params: Params, callbackId: number | null): PaymentEvidence {
  const { out_trade_no = '', trade_no = '', money, type = '' } = params;
  const tradeNo = out_trade_no || trade_no;
  const providerRef = out_trade_no ? trade_no : '';
  const sum = parseMoney(money) ?? null;
  return {
    provider: 'epay',
    eventId: `${tradeNo}:${providerRef}:${params.trade_status ?? ''}:${sum ?? ''}`,
    type: params.trade_status ?? '',
    callbackId,
    tradeNo,
    money: sum,
    paid: sum,
    currency: null,
    method: type || 'none',
    providerRef,
    paymentRef: providerRef,
  };
}
