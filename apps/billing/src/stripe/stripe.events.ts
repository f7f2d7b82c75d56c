import { fromMinor } from '@tollgate/money';
import type { PaymentEvidence, ReversalEvidence, Source } from '../settlements/evidence.js';
import { countOf, idOf, objectOf, type Plain, textOf } from '../settlements/json.js';

/** An event of Stripe as far as it is read here. */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean | null;
  readonly object: Plain;
}

/** Reads an event, or undefined where it is none. */
export function eventOf(value: unknown): StripeEvent | undefined {
  const { id, type, livemode, data } = objectOf(value);
  if (!textOf(id) || !textOf(type)) return undefined;
  return {
    id: textOf(id),
    type: textOf(type),
    livemode: typeof livemode === 'boolean' ? livemode : null,
    object: objectOf(objectOf(data).object),
  };
}

/**
 * What a Checkout session says of its order. The price is what was paid and what a promotion code took off, where such codes
 * are allowed; a session that does not tell its sum tells no price.
 */
export function paymentOf(session: Plain, source: Source, promotions: boolean): PaymentEvidence {
  const total = countOf(session.amount_total);
  const currency = textOf(session.currency).toLowerCase();
  const off = promotions ? (countOf(objectOf(session.total_details).amount_discount) ?? 0) : 0;
  const told = total !== null && currency !== '';
  return {
    ...source,
    tradeNo: textOf(session.client_reference_id),
    money: told ? fromMinor(total + off, currency) : null,
    paid: told ? fromMinor(total, currency) : null,
    currency,
    providerRef: textOf(session.id),
    paymentRef: idOf(session.payment_intent),
  };
}

/** Whether a session is finished and its money is there: delayed methods finish first and pay later, or never. */
export function isPaid(session: Plain): boolean {
  const { status, payment_status } = session;
  return status === 'complete' && (payment_status === 'paid' || payment_status === 'no_payment_required');
}

/** How much of a charge was refunded so far; undefined where it does not tell. */
export function refundOf(charge: Plain, source: Source): ReversalEvidence | undefined {
  const refunded = countOf(charge.amount_refunded);
  const currency = textOf(charge.currency).toLowerCase();
  if (refunded === null || currency === '' || !textOf(charge.id)) return undefined;
  return {
    ...source,
    kind: 'refund',
    ref: textOf(charge.id),
    tradeNo: textOf(objectOf(charge.metadata).trade_no),
    paymentRef: idOf(charge.payment_intent),
    money: fromMinor(refunded, currency),
    currency,
    final: false,
  };
}

/** States of a dispute in which no money was withdrawn, or it was given back. */
const HARMLESS = new Set(['won', 'warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented']);

/** How much a dispute takes at present; undefined where it does not tell. */
export function disputeOf(dispute: Plain, source: Source): ReversalEvidence | undefined {
  const amount = countOf(dispute.amount);
  const currency = textOf(dispute.currency).toLowerCase();
  if (amount === null || currency === '' || !textOf(dispute.id)) return undefined;
  const back = HARMLESS.has(textOf(dispute.status)) || source.type === 'charge.dispute.funds_reinstated';
  return {
    ...source,
    kind: 'dispute',
    ref: textOf(dispute.id),
    tradeNo: textOf(objectOf(dispute.metadata).trade_no),
    paymentRef: idOf(dispute.payment_intent),
    money: back ? '0' : fromMinor(amount, currency),
    currency,
    final: source.type === 'charge.dispute.closed' || source.type === 'charge.dispute.funds_reinstated',
  };
}
