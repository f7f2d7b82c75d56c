import { hash, randomBytes, randomInt } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 256 random bits, base64url: a session cookie, a session token, a state, a challenge. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * A short-lived access token of a session. Its form tells it from a session token, which needs `New-Api-User` beside it, and lets
 * scanners for secrets find it.
 */
export function newSessionAccessToken(): string {
  return `tgs_${newSecret()}`;
}

/** Random letters and digits, each of 62 equally likely: access tokens, affiliate codes, API keys. */
export function newBase62(length: number): string {
  return Array.from({ length }, () => BASE62[randomInt(BASE62.length)]).join('');
}

/** The SHA-256 under which the database stores a secret of 128 bits or more. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
