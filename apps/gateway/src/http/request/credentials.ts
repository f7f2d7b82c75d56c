import { AppError, type Caller } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';

export type Presented = NonNullable<Caller['credential']>;

/** Session secrets, in the cookie and as login token: 256 bits in base64url. */
const SESSION = /^[A-Za-z0-9_-]{43}$/;
/** Access tokens of bearer sessions. */
const SESSION_ACCESS_TOKEN = /^tgs_[A-Za-z0-9_-]{43}$/;
/** Access tokens: 32 base62 characters, or 28 to 32 base64 characters if New API made them. */
const ACCESS_TOKEN = /^[A-Za-z0-9+/=]{28,32}$/;

function toHash(secret: string): string {
  return hashSecret(secret).toString('base64url');
}

/** The hash of a session cookie; undefined if it is malformed, because it may belong to another product. */
export function sessionHash(cookie: string | undefined): string | undefined {
  return cookie !== undefined && SESSION.test(cookie) ? toHash(cookie) : undefined;
}

/**
 * The hash of the session token or access token in `Authorization`. `Bearer ` is optional, in any letter case. Returns
 * `malformed` if the value can be neither, so the request is refused without a call. API keys are no user's credential, so
 * their routes take the header as a field.
 */
export function bearerHash(header: string | undefined): string | 'malformed' | undefined {
  if (header === undefined || header === '') return undefined;
  const token = toToken(header);
  return [SESSION, ACCESS_TOKEN, SESSION_ACCESS_TOKEN].some((form) => form.test(token)) ? toHash(token) : 'malformed';
}

/** Whether an `Authorization` header holds the access token of a bearer session, which no session cookie takes precedence over. */
export function isSessionAccessToken(header: string | undefined): boolean {
  return SESSION_ACCESS_TOKEN.test(toToken(header));
}

/**
 * Whether the token in an `Authorization` header names its owner by itself, so that `New-Api-User` may be left out: an access token of
 * either kind. The token of a login keeps needing the header, as documented.
 */
export function namesItsOwner(header: string | undefined): boolean {
  const token = toToken(header);
  return ACCESS_TOKEN.test(token) || SESSION_ACCESS_TOKEN.test(token);
}

function toToken(header: string | undefined): string {
  return (header ?? '').replace(/^bearer +/i, '').trim();
}

/**
 * The user id in `New-Api-User`: `123`, `+123` or `Bearer 123`.
 * @throws AppError NEW_API_USER_MISSING, NEW_API_USER_MALFORMED
 */
export function newApiUser(header: string | string[] | undefined): number {
  if (header === undefined || header === '') throw new AppError('NEW_API_USER_MISSING');
  const digits = typeof header === 'string' ? /^\s*(?:bearer +)?\+?(\d{1,16})\s*$/i.exec(header)?.[1] : undefined;
  const id = Number(digits);
  if (digits === undefined || !Number.isSafeInteger(id)) throw new AppError('NEW_API_USER_MALFORMED');
  return id;
}

/** The hash of an API key, with or without the prefixes `Bearer ` and `sk-`. A malformed key gets a hash that no key has. */
export function apiKeyHash(key: string): string {
  return toHash(
    key
      .trim()
      .replace(/^bearer +/i, '')
      .replace(/^sk-/, ''),
  );
}
