import { createHash, randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function random(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A number for an Epay order, as New API makes them: `USR2NOCozJns1795365812`. */
export function epayOrderNumber(userId: number, now: number): string {
  return `USR${userId}NO${random(6)}${Math.floor(now / 1000)}`;
}

/** A number for a Stripe or Creem order: `ref_` and 40 hex digits. */
export function referenceNumber(provider: 'stripe' | 'creem', userId: number, now: number): string {
  const seed = `${provider === 'stripe' ? 'new-api-ref' : 'creem-api-ref'}-${userId}-${now}-${random(16)}`;
  return `ref_${createHash('sha1').update(seed).digest('hex')}`;
}
