/** What a provider says of the person who logged in. Only `subject` is an identity; the rest is decoration. */
export interface ThirdPartyProfile {
  /** The provider's immutable id of the account. */
  readonly subject: string;
  readonly username?: string;
  readonly displayName?: string;
  readonly email?: { readonly address: string; readonly verified: boolean };
  /** Linux DO's measure of its members, 0 to 4. */
  readonly trustLevel?: number;
}

/** Claims or fields as a provider sent them. */
export type Claims = Readonly<Record<string, unknown>>;

/** A non-empty text of at most 255 characters, or nothing. */
export function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 255 && value.isWellFormed()
    ? value.trim()
    : undefined;
}

/** A `sub` exactly as it was given, of at most 255 characters (OpenID Connect Core 2), or nothing. */
export function parseSubject(value: unknown): string | undefined {
  const isSubject = typeof value === 'string' && value.trim() !== '' && value.length <= 255 && value.isWellFormed();
  return isSubject && !/\p{Cc}/u.test(value) ? value : undefined;
}

/** An id that is a whole number, or its digits. */
export function numericId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value) && (value as number) > 0) return String(value);
  return typeof value === 'string' && /^[1-9]\d{0,24}$/.test(value) ? value : undefined;
}
