/** The kinds of credential that can be guessed, each with its own count. Codes of an app and backup codes share one. */
export type AttemptKind = 'password' | 'second_factor' | 'passkey' | 'mail_code' | 'reset';

/**
 * After `misses` wrong attempts in `window` seconds the bucket is locked for `lock` seconds. Each further lock is twice as
 * long, up to `longest`.
 */
export interface Bucket {
  readonly misses: number;
  readonly window: number;
  readonly lock: number;
  readonly longest: number;
}

export interface ThrottlePolicy {
  /** Per account: for each browser that has logged in before, and for all other clients together; or for one network. */
  readonly account: Bucket;
  /**
   * Per account over all networks and unknown browsers. If it is set, `account` counts each network on the account separately, so that
   * a guesser does not lock the network of the owner.
   */
  readonly shared?: Bucket;
  /** Per client address over all accounts. Off if requests are not limited by address. */
  readonly address: Bucket;
}

const MINUTE = 60;
const HOUR = 3600;

/** Never locks, because a lock that every client can cause would keep the owner out. */
export const NEVER_LOCKED: Bucket = { misses: 2 ** 31 - 1, window: HOUR, lock: HOUR, longest: HOUR };

/**
 * NIST SP 800-63B allows 100 wrong attempts in a row; these are far below. The second factor has the 5 attempts and 300 s of
 * New API (clients show when a lock ends). Because the lock doubles, a guesser who knows the password gets 5 codes an hour,
 * a chance of 1 in 2,800 a day. The first right code ends the count.
 */
export const POLICIES: Readonly<Record<AttemptKind, ThrottlePolicy>> = {
  password: {
    account: { misses: 10, window: 15 * MINUTE, lock: 5 * MINUTE, longest: 15 * MINUTE },
    shared: { misses: 100, window: HOUR, lock: 5 * MINUTE, longest: HOUR },
    address: { misses: 100, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  second_factor: {
    account: { misses: 5, window: HOUR, lock: 5 * MINUTE, longest: HOUR },
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  passkey: {
    account: { misses: 10, window: 15 * MINUTE, lock: 5 * MINUTE, longest: 15 * MINUTE },
    shared: { misses: 100, window: HOUR, lock: 5 * MINUTE, longest: HOUR },
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  mail_code: {
    account: { misses: 20, window: HOUR, lock: 5 * MINUTE, longest: HOUR },
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  // 256 bits cannot be guessed.
  reset: {
    account: NEVER_LOCKED,
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
};

/** Converts a bucket to the parameters of the SQL functions. */
export function toParameters({ misses, window, lock, longest }: Bucket): number[] {
  return [misses, window, lock, longest];
}
