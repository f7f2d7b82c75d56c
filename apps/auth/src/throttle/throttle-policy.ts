/** The kinds of credential somebody can guess at. One count for each; codes of an app and backup codes share theirs. */
export type AttemptKind = 'password' | 'second_factor' | 'passkey' | 'mail_code' | 'reset';

/** After `misses` wrong attempts in `window` seconds: locked for `lock` seconds, twice as long each time, up to `longest`. */
export interface Bucket {
  readonly misses: number;
  readonly window: number;
  readonly lock: number;
  readonly longest: number;
}

export interface ThrottlePolicy {
  /** Of one account: of each browser that has logged in to it before, and of all others together; or of one network on it. */
  readonly account: Bucket;
  /** Of one address, over all accounts. Off where requests are not limited by address at all. */
  readonly address: Bucket;
}

const MINUTE = 60;
const HOUR = 3600;

/** No lock of its own: one that everybody's misses could close would be everybody's to keep the owner out with. */
export const NEVER: Bucket = { misses: 2 ** 31 - 1, window: HOUR, lock: HOUR, longest: HOUR };

/**
 * NIST SP 800-63B allows 100 wrong attempts in a row; these are far below. The second factor's 5 and 300 s are New API's
 * (a lock is announced with its end, which clients show); its doubling keeps a guesser who knows the password to
 * 5 codes an hour, a chance of 1 in 2,800 a day, and ends with the first right code.
 */
export const POLICIES: Readonly<Record<AttemptKind, ThrottlePolicy>> = {
  password: {
    account: { misses: 10, window: 15 * MINUTE, lock: 5 * MINUTE, longest: 15 * MINUTE },
    address: { misses: 100, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  second_factor: {
    account: { misses: 5, window: HOUR, lock: 5 * MINUTE, longest: HOUR },
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  passkey: {
    account: { misses: 10, window: 15 * MINUTE, lock: 5 * MINUTE, longest: 15 * MINUTE },
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  mail_code: {
    account: { misses: 20, window: HOUR, lock: 5 * MINUTE, longest: HOUR },
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
  // 256 bits: no number of tries finds one
  reset: {
    account: NEVER,
    address: { misses: 50, window: 15 * MINUTE, lock: 5 * MINUTE, longest: HOUR },
  },
};

/** A bucket as the database's functions take it. */
export function toParameters({ misses, window, lock, longest }: Bucket): number[] {
  return [misses, window, lock, longest];
}
