import { fromMinor } from '@tollgate/money';
import type { PaymentEvidence, Source } from '../settlements/evidence.js';
import { getId, type Plain, toCount, toObject, toText } from '../settlements/json.js';

/** The sums of a session in the smallest unit of its currency. */
interface Sums {
  readonly price: number;
  readonly paid: number;
  readonly currency: string;
  readonly needsPromotions: boolean;
  readonly needsTax: boolean;
}

/** Numbers of orders as Tollgate makes them for Stripe. */
const ORDER_NUMBER = /^ref_[0-9a-f]{40}$/;

/**
 * The evidence of a Checkout session. The price is the subtotal, before a promotion code and tax; whether these count is up to the
 * order. A session without a readable sum gives no price.
 */
export function buildPayment(session: Plain, source: Source, promotionsByDefault: boolean): PaymentEvidence {
  const sums = getSums(session);
  return {
    ...source,
    tradeNo: getTradeNo(session),
    money: sums ? fromMinor(sums.price, sums.currency) : null,
    paid: sums ? fromMinor(sums.paid, sums.currency) : null,
    moneyText: `${String(session.amount_total)} ${String(session.currency)}`,
    currency: sums?.currency ?? '',
    needsPromotions: sums?.needsPromotions ?? false,
    promotionsByDefault,
    needsTax: sums?.needsTax ?? false,
    foreign: isForeign(session),
    providerRef: toText(session.id),
    paymentRef: getId(session.payment_intent),
  };
}

/**
 * The order that a session names: in `client_reference_id`, or else in the metadata, where Tollgate writes it, too. Other shops on
 * the account may use the first field for numbers of their own.
 */
export function getTradeNo(session: Plain): string {
  const [reference, marked] = [toText(session.client_reference_id), toText(toObject(session.metadata).trade_no)];
  return ORDER_NUMBER.test(reference) || !ORDER_NUMBER.test(marked) ? reference : marked;
}

/**
 * Whether a session is of another shop that shares the account, because Tollgate writes the order's number into
 * `client_reference_id` and into the metadata.
 */
export function isForeign(session: Plain): boolean {
  const tradeNo = toText(session.client_reference_id);
  return !ORDER_NUMBER.test(tradeNo) || toText(toObject(session.metadata).trade_no) !== tradeNo;
}

/**
 * Reads the sums. With adaptive pricing the payer's currency is converted: `currency_conversion` then holds the sums in the
 * currency of the order (`presentment_details` describe the payer's currency only, so they are not looked at).
 */
function getSums(session: Plain): Sums | undefined {
  const total = toCount(session.amount_total);
  const currency = toText(session.currency).toLowerCase();
  if (total === null || currency === '') return undefined;
  const { amount_discount, amount_tax } = toObject(session.total_details);
  const [discount, tax] = [toCount(amount_discount) ?? 0, toCount(amount_tax) ?? 0];
  const subtotal = toCount(session.amount_subtotal) ?? total + discount - tax;
  const added = total - (subtotal - discount);
  // a total that does not follow from the subtotal is compared as it is
  const follows = added === 0 || (tax > 0 && added === tax);
  const converted = getConverted(session);
  if (session.currency_conversion && !converted) return undefined;
  return {
    currency: converted?.currency ?? currency,
    price: follows ? (converted?.subtotal ?? subtotal) : (converted?.total ?? total),
    paid: converted?.total ?? total,
    needsPromotions: follows && discount > 0,
    needsTax: follows && added > 0,
  };
}

function getConverted(session: Plain) {
  const { amount_subtotal, amount_total, source_currency } = toObject(session.currency_conversion);
  const [subtotal, total] = [toCount(amount_subtotal), toCount(amount_total)];
  const currency = toText(source_currency).toLowerCase();
  return subtotal === null || total === null || currency === '' ? undefined : { subtotal, total, currency };
}
