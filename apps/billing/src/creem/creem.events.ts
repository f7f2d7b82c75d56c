import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fromMinor } from '@tollgate/money';
import type { PaymentEvidence, ReversalEvidence, Source } from '../settlements/evidence.js';
import { countOf, idOf, objectOf, type Plain, textOf } from '../settlements/json.js';

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
export function eventOf(value: unknown, body: Buffer): CreemEvent | undefined {
  const { id, eventType, object } = objectOf(value);
  if (!textOf(eventType)) return undefined;
  const digest = createHash('sha256').update(body).digest('hex');
  return { id: textOf(id) || digest, type: textOf(eventType), object: objectOf(object) };
}

const TEST_MODES = new Set(['test', 'sandbox', 'local']);

/** Whether the event is of a test; null where it does not say. */
export function isTest({ object }: CreemEvent): boolean | null {
  const mode = textOf(object.mode) || textOf(objectOf(object.order).mode);
  return mode === '' ? null : TEST_MODES.has(mode);
}

/** The number of the order that an event is about; empty where it names none. */
export function tradeNoOf(object: Plain): string {
  return textOf(object.request_id) || textOf(objectOf(object.checkout).request_id);
}

/** What a completed checkout says of its order. */
export function paymentOf(checkout: Plain, source: Source): PaymentEvidence {
  const order = objectOf(checkout.order);
  const amount = countOf(order.amount);
  const currency = textOf(order.currency).toLowerCase();
  const told = amount !== null && currency !== '';
  return {
    ...source,
    tradeNo: tradeNoOf(checkout),
    money: told ? fromMinor(amount, currency) : null,
    paid: told ? fromMinor(amount, currency) : null,
    currency,
    product: idOf(order.product) || idOf(checkout.product),
    providerRef: textOf(checkout.id),
    paymentRef: textOf(order.id),
  };
}

/** Whether a checkout is a purchase that was paid. */
export function isPaid(checkout: Plain): boolean {
  const { status, type } = objectOf(checkout.order);
  return status === 'paid' && type === 'onetime';
}

/** What a refund or dispute takes; undefined where it does not tell. */
export function reversalOf(object: Plain, kind: 'refund' | 'dispute', source: Source): ReversalEvidence | undefined {
  const amount = countOf(kind === 'refund' ? object.refund_amount : object.amount);
  const currency = textOf(kind === 'refund' ? object.refund_currency : object.currency).toLowerCase();
  if (amount === null || currency === '' || !textOf(object.id)) return undefined;
  return {
    ...source,
    kind,
    ref: textOf(object.id),
    tradeNo: tradeNoOf(object),
    paymentRef: idOf(object.order),
    money: fromMinor(amount, currency),
    currency,
    final: false,
  };
}
