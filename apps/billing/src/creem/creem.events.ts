import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fromMinor } from '@tollgate/money';
import type { PaymentEvidence, ReversalEvidence, Source } from '../settlements/evidence.js';
import { toCount, getId, toObject, type Plain, toText } from '../settlements/json.js';

/** Whether one of the secrets signed the body: hex of its HMAC-SHA256, compared in constant time. */
export function isSignedByCreem(body: Buffer, signature: string, secrets: readonly string[]): boolean {
  if (!/^[0-9a-f]{64}$/i.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  return secrets.some((secret) => {
    return secret !== '' && timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given);
  });
}

/** An event of Creem as far as it is read here. */
export interface CreemEvent {
  readonly id: string;
  readonly type: string;
  readonly object: Plain;
}

/** Reads an event, or undefined where it is none. One without a number of its own has its body's digest. */
export function parseEvent(value: unknown, body: Buffer): CreemEvent | undefined {
  const { id, eventType, object } = toObject(value);
  if (!toText(eventType)) return undefined;
  const digest = createHash('sha256').update(body).digest('hex');
  return { id: toText(id) || digest, type: toText(eventType), object: toObject(object) };
}

const TEST_MODES = new Set(['test', 'sandbox', 'local']);

/** Whether the event is of a test; null where it does not say. */
export function isTest(object: Plain): boolean | null {
  const mode = toText(object.mode) || toText(toObject(object.order).mode);
  return mode === '' ? null : TEST_MODES.has(mode);
}

/** The number of the order that an event is about, which the checkout's metadata repeat; empty where it names none. */
export function getTradeNo(object: Plain): string {
  const { request_id, checkout, metadata } = object;
  return toText(request_id) || toText(toObject(checkout).request_id) || toText(toObject(metadata).reference_id);
}

/** The evidence of a completed checkout. */
export function buildPayment(checkout: Plain, source: Source): PaymentEvidence {
  const order = toObject(checkout.order);
  const amount = toCount(order.amount);
  const currency = toText(order.currency).toLowerCase();
  const told = amount !== null && currency !== '';
  return {
    ...source,
    tradeNo: getTradeNo(checkout),
    money: told ? fromMinor(amount, currency) : null,
    paid: told ? fromMinor(amount, currency) : null,
    currency,
    product: getId(order.product) || getId(checkout.product),
    foreign: getTradeNo(checkout) === '',
    providerRef: toText(checkout.id),
    paymentRef: toText(order.id),
  };
}

/** Whether a checkout is a purchase that was paid. */
export function isPaid(checkout: Plain): boolean {
  const { status, type } = toObject(checkout.order);
  return status === 'paid' && type === 'onetime';
}

/** Whether a checkout is known to be unpaid: its order waits for the payment. */
export function isOpen(checkout: Plain): boolean {
  return toObject(checkout.order).status === 'pending';
}

/** The evidence of a refund or dispute; undefined if a sum or the currency is missing. */
export function buildReversal(object: Plain, kind: 'refund' | 'dispute', source: Source): ReversalEvidence | undefined {
  const amount = toCount(kind === 'refund' ? object.refund_amount : object.amount);
  const currency = toText(kind === 'refund' ? object.refund_currency : object.currency).toLowerCase();
  if (amount === null || currency === '' || !toText(object.id)) return undefined;
  return {
    ...source,
    kind,
    ref: toText(object.id),
    tradeNo: getTradeNo(object),
    paymentRef: getId(object.order),
    money: fromMinor(amount, currency),
    currency,
    final: false,
    foreign: getTradeNo(object) === '',
  };
}
