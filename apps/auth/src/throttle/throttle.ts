import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Caller } from '@tollgate/contracts';
import type { Database, Sql } from '@tollgate/platform/db';
import { hashSecret } from '@tollgate/platform/access';
import { toNetwork } from '@tollgate/platform/limits';
import type { ThrottleMetrics } from './throttle-metrics.js';
import { type AttemptKind, type Bucket, NEVER_LOCKED, toParameters, POLICIES } from './throttle-policy.js';

/**
 * The owner of the credential: a user, or an unknown name. Both are counted alike, because else the count would reveal which
 * names exist.
 */
export type AttemptTarget =
  | { readonly userId: number; /** The session of the request, if there is one. */ readonly sessionId?: number | null }
  | {
      readonly name: string;
      /** Counts each network separately, so that others cannot lock the credential for its owner. */
      readonly perNetwork?: boolean;
    };

/** One attempt, reserved before the credential is checked. */
export interface Attempt {
  /** False if locked: answer as for a wrong credential, in the same time, without checking it. */
  readonly allowed: boolean;
  /** When the lock of the account or address ends. Null if it is not locked. */
  readonly lockedUntil: Date | null;
  readonly kind: AttemptKind;
  readonly key: Buffer;
  readonly account: Bucket;
  /** The count that all networks share; null if there is none, or if the browser is known. */
  readonly shared: Buffer | null;
  readonly address: Buffer;
}

const RESERVE = {
  name: 'throttle.reserve',
  text: 'SELECT wait_until, known FROM auth.reserve_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
} as const;
const MISSED = {
  name: 'throttle.missed',
  text: `SELECT greatest(auth.attempt_missed($1, $2, $3), auth.attempt_missed($1 || '*', $6, $7)) AS account,
                auth.attempt_missed('@' || $1, $4, $5) AS address`,
} as const;
const COUNT_REFUSED = {
  name: 'throttle.turned_away',
  text: 'UPDATE auth.throttles SET refused = refused + 1 WHERE kind = $1 AND key = $2',
} as const;
const PASSED = {
  name: 'throttle.passed',
  text: `WITH shared AS (UPDATE auth.throttles SET reserved = greatest(0, reserved - 1) WHERE kind = $1 || '*' AND key = $4)
         SELECT auth.attempt_passed($1, $2, $3)`,
} as const;
const UNLOCK = { name: 'throttle.unlock', text: 'SELECT auth.unlock($1, $2)' } as const;
/** One mail about a lock in a day, however many networks cause it. */
const NOTICE = {
  name: 'throttle.notice',
  text: `INSERT INTO auth.throttles AS t (kind, key, user_id, expires_at)
         VALUES ('lock_notice', $2, $1, now() + interval '1 day')
         ON CONFLICT (kind, key) DO UPDATE SET expires_at = excluded.expires_at WHERE t.expires_at < now()
         RETURNING kind`,
} as const;
const RELEASED = {
  name: 'throttle.released',
  text: `UPDATE auth.throttles SET reserved = greatest(0, reserved - 1)
          WHERE (kind = $1 AND key = $2) OR (kind = $1 || '*' AND key = $4) OR (kind = '@' || $1 AND key = $3)`,
} as const;
const LOCKED = {
  name: 'throttle.locked',
  text: `SELECT max(locked_until) AS locked_until FROM auth.throttles
          WHERE kind = $1 AND key = ANY($2::bytea[]) AND locked_until > now()`,
} as const;
const REMEMBER_BROWSER = {
  name: 'throttle.trust',
  text: `INSERT INTO auth.known_browsers AS k (user_id, browser) VALUES ($1, $2)
         ON CONFLICT (user_id, browser) DO UPDATE SET last_login_at = now()
           WHERE k.last_login_at < now() - interval '1 hour'
         RETURNING xmax = 0 AS added`,
} as const;
const FORGET_OLD_BROWSERS = {
  name: 'throttle.forget',
  text: `DELETE FROM auth.known_browsers WHERE user_id = $1 AND browser IN (
           SELECT browser FROM auth.known_browsers WHERE user_id = $1 ORDER BY last_login_at DESC OFFSET 100)`,
} as const;

/** How long an attempt waits for concurrent ones on the same account, in total. */
const MAX_WAIT_MS = 5000;
const FIRST_STEP_MS = 15;
const MAX_STEP_MS = 250;

/**
 * The throttle of every credential (password, second factor, passkey, mail code, reset link), in rows that all replicas
 * share. An attempt is reserved before the credential is checked, by a statement with its own transaction, and counts as
 * wrong until it is known to be right. So concurrent guesses on all replicas together get no more attempts than one by one,
 * and a crash or a rollback loses no count. If all remaining attempts are in progress (a user logs in from many places
 * concurrently), further ones wait for their outcome. A guesser must not keep the owner out. If the user has logged in with
 * a browser before, its attempts have their own count. Passwords and passkeys are counted per network and account, and over
 * all networks only at a much higher count. Codes of the second factor have one count for all unknown clients, because they
 * can be guessed, but a client needs the password to get there. A reset by mail and an administrator end a lock.
 */
export class Throttle {
  constructor(
    private readonly database: Database,
    /** Whether client addresses are counted too (CRITICAL_RATE_LIMIT_ENABLE). */
    private readonly byAddress: boolean = true,
    private readonly metrics?: ThrottleMetrics,
  ) {}

  /**
   * Reserves one attempt. Report its outcome with `passed`, `missed` or `released`.
   * @returns an attempt with `allowed: false` while the account or address is locked
   * @throws AppError OVERLOADED if concurrent attempts on the account use all that are left and have no outcome yet
   */
  async reserve(kind: AttemptKind, target: AttemptTarget, caller: Pick<Caller, 'ip' | 'browser'>): Promise<Attempt> {
    const policy = POLICIES[kind];
    const keys = buildKeys(target, caller, policy.shared !== undefined);
    // A count per network is a limit by address, so it is off when those are off.
    const account = 'perNetwork' in target && target.perNetwork && !this.byAddress ? NEVER_LOCKED : policy.account;
    const address = hashSecret(`address:${toNetwork(caller.ip)}`);
    const values = [
      kind,
      keys.strangers,
      keys.own,
      keys.userId,
      keys.browser,
      'userId' in target ? target.userId : null,
      toParameters(account),
      keys.shared,
      toParameters(policy.shared ?? NEVER_LOCKED),
      address,
      toParameters(this.byAddress ? policy.address : { ...policy.address, misses: 0 }),
    ];
    const patience = Date.now() + MAX_WAIT_MS;
    for (let wait = FIRST_STEP_MS; ; wait = Math.min(wait * 2, MAX_STEP_MS)) {
      const [row] = await this.database.query<{ wait_until: Date | number | null; known: boolean }>(RESERVE, values);
      if (!row) throw new Error('auth.reserve_attempt returned no row');
      const key = row.known ? keys.own : keys.strangers;
      const attempt = { kind, key, account, shared: row.known ? null : keys.shared, address };
      if (row.wait_until === null) return { ...attempt, allowed: true, lockedUntil: null };
      if (row.wait_until instanceof Date) {
        this.metrics?.count(kind, 'refused');
        return { ...attempt, allowed: false, lockedUntil: row.wait_until };
      }
      // The account is not locked, so the attempt must not be answered as wrong.
      if (Date.now() + wait > patience) {
        this.metrics?.count(kind, 'busy');
        throw new AppError('OVERLOADED', {}, { retryAfter: 1 });
      }
      await sleep(wait);
    }
  }

  /** Reports a wrong credential, or an attempt that was not allowed. Returns when the lock ends, if there is one. */
  async missed(attempt: Attempt): Promise<Date | null> {
    const { kind, key, address, shared } = attempt;
    if (!attempt.allowed) {
      // This writes as well, so that a refusal takes as long as a miss.
      await this.database.query(COUNT_REFUSED, [kind, key]);
      return attempt.lockedUntil;
    }
    const policy = POLICIES[kind];
    const all = toParameters(policy.shared ?? NEVER_LOCKED);
    const values = [kind, key, toParameters(attempt.account), address, toParameters(policy.address), shared, all];
    const [row] = await this.database.query<{ account: Date | null; address: Date | null }>(MISSED, values);
    this.metrics?.count(kind, row?.account || row?.address ? 'locked' : 'missed');
    return row?.account ?? null;
  }

  /**
   * Reports a right credential. The misses of the account are reset, those of the address stay. Pass the transaction of the
   * action as `sql`, and call this last, because it locks rows that other attempts wait for.
   */
  async passed(attempt: Attempt, sql: Sql = this.database): Promise<void> {
    await sql.query(PASSED, [attempt.kind, attempt.key, attempt.address, attempt.shared]);
    this.metrics?.count(attempt.kind, 'passed');
  }

  /** Returns an attempt, because the credential was not checked. */
  async released({ kind, key, address, shared }: Attempt): Promise<void> {
    await this.database.query(RELEASED, [kind, key, address, shared]);
  }

  /** When the lock for this caller, or for unknown clients, ends. Null if there is none. */
  async getLock(
    kind: AttemptKind,
    target: AttemptTarget,
    caller: Pick<Caller, 'ip' | 'browser'>,
  ): Promise<Date | null> {
    const { account, own } = buildKeys(target, caller, false);
    const [row] = await this.database.query<{ locked_until: Date | null }>(LOCKED, [kind, [account, own]]);
    return row?.locked_until ?? null;
  }

  /** Ends the locks of a user's credentials of these kinds, because a stronger proof than the credential was given. */
  async unlock(tx: Sql, userId: number, kinds: readonly AttemptKind[]): Promise<void> {
    await tx.query(UNLOCK, [userId, kinds]);
  }

  /** Whether the owner is to get a mail about a lock now: true once a day, until the lock is ended. */
  async claimNotice(sql: Sql, userId: number): Promise<boolean> {
    return (await sql.query(NOTICE, [userId, hashSecret(`user:${userId}`)])).length > 0;
  }

  /**
   * Stores that the user has logged in with this browser (the newest hundred are kept). True if the browser is new to the
   * account.
   */
  async rememberBrowser(sql: Sql, userId: number, caller: Pick<Caller, 'browser'>): Promise<boolean> {
    if (!caller.browser) return true;
    const [row] = await sql.query<{ added: boolean }>(REMEMBER_BROWSER, [
      userId,
      Buffer.from(caller.browser, 'base64url'),
    ]);
    if (row?.added) await sql.query(FORGET_OLD_BROWSERS, [userId]);
    return row?.added ?? false;
  }
}

/**
 * The keys of the rows that an attempt may count in. With `userId` and `browser` the database decides whether the browser is
 * known.
 */
function buildKeys(target: AttemptTarget, caller: Pick<Caller, 'ip' | 'browser'>, isShared: boolean) {
  const none = { userId: null, browser: null };
  const network = `:from:${toNetwork(caller.ip)}`;
  if ('name' in target) {
    const account = hashSecret(`name:${target.name}${target.perNetwork || isShared ? network : ''}`);
    const shared = isShared ? hashSecret(`name:${target.name}`) : null;
    return { account, strangers: account, own: account, shared, ...none };
  }
  const { userId, sessionId } = target;
  const account = hashSecret(`user:${userId}${isShared ? network : ''}`);
  const shared = isShared ? hashSecret(`user:${userId}`) : null;
  if (sessionId) {
    const own = hashSecret(`user:${userId}:session:${sessionId}`);
    return { account, strangers: own, own, shared: null, ...none };
  }
  if (!caller.browser) return { account, strangers: account, own: account, shared, ...none };
  const own = hashSecret(`user:${userId}:browser:${caller.browser}`);
  return { account, strangers: account, own, shared, userId, browser: Buffer.from(caller.browser, 'base64url') };
}
