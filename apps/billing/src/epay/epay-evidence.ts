import type { PaymentEvidence } from '../settlements/evidence.js';

type Params = Readonly<Record<string, string>>;

/** Sums are compared as numbers, so zeros around them do not count. Signs, exponents and commas are not read. */
const MONEY = /^\d{1,12}(\.\d{1,12})?$/;
/** A method as gateways name it; another text is not stored as the order's method. */
const METHOD = /^[\w.-]{1,64}$/;

/** The values of `trade_status` of an order that is paid. */
export const PAID_STATES: ReadonlySet<string> = new Set(['TRADE_SUCCESS', 'TRADE_FINISHED']);

/** A sum as decimal text, or undefined if it is not written as one. */
export function parseMoney(text: string | undefined): string | undefined {
  return text !== undefined && MONEY.test(text) ? text : undefined;
}

/**
 * The evidence of a verified notification or answer. The document calls the order's number `trade_no`, gateways
 * `out_trade_no`.
 */
export function buildEvidence(params: Params, merchantId: string, callbackId: number | null): PaymentEvidence {
  const { out_trade_no = '', trade_no = '', money = '', type = '', trade_status = '' } = params;
  const tradeNo = out_trade_no || trade_no;
  const providerRef = out_trade_no ? trade_no : '';
  const sum = parseMoney(money) ?? null;
  return {
    provider: 'epay',
    eventId: `${tradeNo}:${providerRef}:${trade_status}:${money}`,
    type: trade_status,
    callbackId,
    tradeNo,
    money: sum,
    paid: sum,
    moneyText: money,
    currency: null,
    merchantId,
    ...(METHOD.test(type) ? { usedMethod: type } : {}),
    providerRef,
    paymentRef: providerRef,
  };
}
