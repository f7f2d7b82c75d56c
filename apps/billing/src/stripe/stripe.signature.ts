import { Stripe } from 'stripe';

/** How old a stamp may be, and how far ahead, in seconds. */
const WINDOW = 300;

/** `t=1700000000,v1=5257a8...`; the package stumbles over elements without a value, so they do not get that far. */
const HEADER = /^[a-z]\w{0,7}=\w{1,128}(?:,[a-z]\w{0,7}=\w{1,128}){1,20}$/;

/**
 * Whether one of the secrets signed the body within the time window. The package checks signature (in constant time)
 * and age; that a stamp is not of the future, and that there is only one, is checked here.
 */
export function isSignedByStripe(body: Buffer, header: string, secrets: readonly string[], now = Date.now()): boolean {
  if (!HEADER.test(header)) return false;
  const stamps = [...header.matchAll(/(?:^|,)t=(\d{1,12})(?=,|$)/g)];
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
