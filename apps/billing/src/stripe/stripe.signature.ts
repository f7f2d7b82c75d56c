import { Stripe } from 'stripe';

/** How old a stamp may be, and how far ahead, in seconds. */
const WINDOW = 300;

/**
 * Whether one of the secrets signed the body at a time within the window. The package checks signature (in constant time)
 * and age; that a stamp is not of the future, and that there is only one, is checked here.
 */
export function isSignedByStripe(body: Buffer, header: string, secrets: readonly string[], now = Date.now()): boolean {
  const stamps = [...header.matchAll(/(?:^|,)\s*t=(\d{1,12})(?=,|$)/g)];
  const stamp = Number(stamps[0]?.[1]);
  if (stamps.length !== 1 || !Number.isSafeInteger(stamp) || Math.abs(now / 1000 - stamp) > WINDOW) return false;
  return secrets.some((secret) => secret !== '' && isSignedBy(body, header, secret, now));
}

function isSignedBy(body: Buffer, header: string, secret: string, now: number): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(body, header, secret, WINDOW, undefined, now) === true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}
