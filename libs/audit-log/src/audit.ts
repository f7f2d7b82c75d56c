import { createHash, randomBytes } from 'node:crypto';

/** The part of an event that may have to be erased one day; kept as the JSON text that was digested. */
export interface AuditDetail {
  readonly actorName?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** A detail as it is stored: its text, the salt, and the digest that the sealed event holds. */
export interface SealableDetail {
  readonly text: string;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** SHA-256 over salt and text. When the salt is erased, the text cannot be guessed by trying texts. */
export function computeDigest(salt: Buffer, text: string): Buffer {
  return createHash('sha256').update(salt).update(text).digest();
}

/** Prepares a detail for storing. */
export function sealable(detail: AuditDetail): SealableDetail {
  const text = JSON.stringify(detail);
  const salt = randomBytes(16);
  return { text, salt, digest: computeDigest(salt, text) };
}
