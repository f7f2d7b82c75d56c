import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { hashSecret } from '@tollgate/platform/access';

/** 192 bits, 32 characters of base64url. */
const HALF_BYTES = 24;
const FORM = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{32})([A-Za-z0-9_-]{32})$/;

/**
 * The value of a refresh cookie: `<sid>.<family><rotating>`. The family half stays for the life of the session and proves that a
 * cookie was once given out for it. The rotating half changes with each refresh.
 */
export interface RefreshCookie {
  readonly sid: string;
  readonly family: string;
  readonly rotating: string;
}

/** The state of a session's refresh cookie in the database. */
export interface RefreshState {
  readonly family_hash: Buffer;
  readonly current_hash: Buffer;
  readonly previous_hash: Buffer;
  /** Derives the current half from the previous one. */
  readonly salt: Buffer;
  /** The current half came into force within the race window. */
  readonly rotated_lately: boolean;
  /** The previous half came into force within the race window. */
  readonly previous_rotated_lately: boolean;
}

/**
 * The relation of a cookie to a session. `current`: refresh it. `race`: the previous cookie, within the window. `older`: older than
 * the previous one, when two rotations happened within the window. `reused`: an old cookie that only a copy can still hold.
 * `foreign`: never a cookie of this session.
 */
export type Standing = 'current' | 'race' | 'older' | 'reused' | 'foreign';

/** The parts of a cookie's value; undefined where it has another form. */
export function readRefreshCookie(value: string | undefined): RefreshCookie | undefined {
  const [, sid, family, rotating] = FORM.exec(value ?? '') ?? [];
  return sid && family && rotating ? { sid, family, rotating } : undefined;
}

export function writeRefreshCookie({ sid, family, rotating }: RefreshCookie): string {
  return `${sid}.${family}${rotating}`;
}

/** One half of a new cookie. */
export function newHalf(): string {
  return randomBytes(HALF_BYTES).toString('base64url');
}

/**
 * The rotating half that follows another one. It needs the half and the salt: the database, which has the salt, has only the half's
 * hash, and a stolen cookie does not come with the salt.
 */
export function followingHalf(rotating: string, salt: Buffer): string {
  return createHmac('sha256', rotating).update(salt).digest().subarray(0, HALF_BYTES).toString('base64url');
}

/** Judges a cookie by the state of its session. */
export function judge(cookie: RefreshCookie, state: RefreshState): Standing {
  if (!isHashOf(cookie.family, state.family_hash)) return 'foreign';
  if (isHashOf(cookie.rotating, state.current_hash)) return 'current';
  if (isHashOf(cookie.rotating, state.previous_hash)) return state.rotated_lately ? 'race' : 'reused';
  return state.previous_rotated_lately ? 'older' : 'reused';
}

function isHashOf(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashSecret(secret), hash);
}
