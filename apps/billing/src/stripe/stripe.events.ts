import { fromMinor } from '@tollgate/money';
import type { ReversalEvidence, Source } from '../settlements/evidence.js';
import { toCount, getId, toObject, type Plain, toText } from '../settlements/json.js';

/** An event of Stripe as far as it is read here. */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean | null;
  readonly object: Plain;
}

/** Reads an event, or undefined where it is none. */
export function parseEvent(value: unknown): StripeEvent | undefined {
  const { id, type, livemode, data } = toObject(value);
  if (!toText(id) || !toText(type)) return undefined;
  return {
    id: toText(id),
    type: toText(type),
    livemode: typeof livemode === 'boolean' ? livemode : null,
    object: toObject(toObject(data).object),
  };
}

/**
 * Whether a session is finished and its money is there: delayed methods finish first and pay later, or never. A session that
 * needs no payment is paid only if it costs nothing; a set-up or the trial of a subscription needs none either.
 */
export function isPaid(session: Plain): boolean {
  const { status, payment_status, mode = 'payment' } = session;
  if (status !== 'complete' || mode !== 'payment') return false;
  return payment_status === 'paid' || (payment_status === 'no_payment_required' && session.amount_total === 0);
}

/** Whether a session that is no paid one is known to be unpaid: open, or finished while a delayed method still pays. */
export function isOpen(session: Plain): boolean {
  const { status, payment_status } = session;
  return payment_status === 'unpaid' && (status === 'open' || status === 'complete');
}

/** How much of a charge was refunded so far; undefined if a sum or the currency is missing. */
export function buildRefund(charge: Plain, source: Source): ReversalEvidence | undefined {
  const refunded = toCount(charge.amount_refunded);
  const currency = toText(charge.currency).toLowerCase();
  if (refunded === null || currency === '' || !toText(charge.id)) return undefined;
  return {
    ...source,
    kind: 'refund',
    ref: toText(charge.id),
    tradeNo: toText(toObject(charge.metadata).trade_no),
    paymentRef: getId(charge.payment_intent),
    money: fromMinor(refunded, currency),
    currency,
    final: false,
    foreign: toText(toObject(charge.metadata).trade_no) === '',
  };
}

/** States of a dispute in which no money was withdrawn, or it was given back. */
const HARMLESS = new Set(['won', 'warning_needs_response', 'warning_under_review', 'warning_closed', 'prevented']);

/** How much a dispute takes at present; undefined where it does not tell. */
export function buildDispute(dispute: Plain, source: Source): ReversalEvidence | undefined {
  const amount = toCount(dispute.amount);
  const currency = toText(dispute.currency).toLowerCase();
  if (amount === null || currency === '' || !toText(dispute.id)) return undefined;
  const back = HARMLESS.has(toText(dispute.status)) || source.type === 'charge.dispute.funds_reinstated';
  return {
    ...source,
    kind: 'dispute',
    ref: toText(dispute.id),
    tradeNo: toText(toObject(dispute.metadata).trade_no),
    paymentRef: getId(dispute.payment_intent),
    money: back ? '0' : fromMinor(amount, currency),
    currency,
    foreign: toText(toObject(dispute.metadata).trade_no) === '',
    final: source.type === 'charge.dispute.closed' || source.type === 'charge.dispute.funds_reinstated',
  };
}
