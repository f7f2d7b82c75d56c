/** The profile that a provider sends. Only `subject` identifies the user. */
export interface ThirdPartyProfile {
  /** The immutable account id of the provider. */
  readonly subject: string;
  readonly username?: string;
  /** GitHub's login name. It can pass to another person: so it binds an imported account only until `ImportedGitHubLoginUntil`. */
  readonly login?: string;
  readonly displayName?: string;
  readonly email?: { readonly address: string; readonly verified: boolean };
  /** Trust level of Linux DO, 0 to 4. */
  readonly trustLevel?: number;
}

/** Claims or fields as a provider sent them. */
export type Claims = Readonly<Record<string, unknown>>;

/** A non-empty text of at most 255 characters, else undefined. */
export function parseText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && value.length <= 255 && value.isWellFormed()
    ? value.trim()
    : undefined;
}

/** A `sub` without any change, of at most 255 characters (OpenID Connect Core 2), else undefined. */
export function parseSubject(value: unknown): string | undefined {
  const isSubject = typeof value === 'string' && value.trim() !== '' && value.length <= 255 && value.isWellFormed();
  return isSubject && !/\p{Cc}/u.test(value) ? value : undefined;
}

/** An id that is a whole number or its digits, else undefined. */
export function parseNumericId(value: unknown): string | undefined {
  if (Number.isSafeInteger(value) && (value as number) > 0) return String(value);
  return typeof value === 'string' && /^[1-9]\d{0,24}$/.test(value) ? value : undefined;
}
