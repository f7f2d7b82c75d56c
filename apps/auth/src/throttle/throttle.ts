import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type Caller } from '@tollgate/contracts';
import type { Database, Sql } from '@tollgate/platform/db';
import { toNetwork } from '@tollgate/platform/limits';
import type { ThrottleMetrics } from './throttle-metrics.js';
import { type AttemptKind, type Bucket, NEVER, toParameters, POLICIES } from './throttle-policy.js';

/** Whose credential is tried: a user's, or whatever a name stands for that no user has (counted alike, or it would tell). */
export type AttemptTarget =
  | { readonly userId: number; /** The session that asks, where one does. */ readonly sessionId?: number | null }
  | {
      readonly name: string;
      /** Counted for each network apart: what anybody may try must not be anybody's to lock for its owner. */
      readonly perNetwork?: boolean;
    };

/** One attempt, reserved before the credential is looked at. */
export interface Attempt {
  /** False: answer as if the credential were wrong, in the same time, without looking at it. */
  readonly allowed: boolean;
  /** Until when the account (or address) is locked; null while it is not. */
  readonly lockedUntil: Date | null;
  readonly kind: AttemptKind;
  readonly key: Buffer;
  readonly account: Bucket;
  readonly address: Buffer;
}

const RESERVE = {
  name: 'throttle.reserve',
  text: 'SELECT wait_until, known FROM auth.reserve_attempt($1, $2, $3, $4, $5, $6, $7, $8)',
} as const;
const MISSED = {
  name: 'throttle.missed',
  text: `SELECT auth.attempt_missed($1, $2, $3) AS account, auth.attempt_missed('@' || $1, $4, $5) AS address`,
} as const;
const TURNED_AWAY = {
  name: 'throttle.turned_away',
  text: 'UPDATE auth.throttles SET refused = refused + 1 WHERE kind = $1 AND key = $2',
} as const;
const PASSED = { name: 'throttle.passed', text: 'SELECT auth.attempt_passed($1, $2, $3)' } as const;
const RELEASED = {
  name: 'throttle.released',
  text: `UPDATE auth.throttles SET reserved = greatest(0, reserved - 1)
          WHERE (kind = $1 AND key = $2) OR (kind = '@' || $1 AND key = $3)`,
} as const;
const LOCKED = {
  name: 'throttle.locked',
  text: `SELECT max(locked_until) AS locked_until FROM auth.throttles
          WHERE kind = $1 AND key = ANY($2::bytea[]) AND locked_until > now()`,
} as const;
const TRUST = {
  name: 'throttle.trust',
  text: `INSERT INTO auth.known_browsers AS k (user_id, browser) VALUES ($1, $2)
         ON CONFLICT (user_id, browser) DO UPDATE SET last_login_at = now()
           WHERE k.last_login_at < now() - interval '1 hour'
         RETURNING xmax = 0 AS added`,
} as const;
const FORGET = {
  name: 'throttle.forget',
  text: `DELETE FROM auth.known_browsers WHERE user_id = $1 AND browser IN (
           SELECT browser FROM auth.known_browsers WHERE user_id = $1 ORDER BY last_login_at DESC OFFSET 100)`,
} as const;

/** How long an attempt waits, in all, for others on the same account whose outcome is not known yet. */
const PATIENCE_MS = 5000;
const FIRST_WAIT_MS = 15;
const LONGEST_WAIT_MS = 250;

/**
 * The one throttle of every credential path (password, second factor, passkey, mail code, reset link), in rows that all
 * replicas share.
 *
 * An attempt is reserved, by a statement that commits by itself, before the credential is looked at, and counts as wrong
 * until it is known to be right. So however many guesses arrive at once, on however many replicas, no more are verified
 * than are allowed; a crash or a rolled back transaction loses no count. When all that are left are under way (somebody
 * logs in from many places at once) the next ones wait for their outcome instead of being refused.
 *
 * A lock cannot be used to keep a user out. Misses count against the browser or session they come from where the user
 * has logged in there before; all others share one bucket, so more browsers or pending logins give no more guesses (what is tried without a password is
 * counted for each network instead). While
 * strangers keep theirs locked, the user comes in by a browser of their own. From there, or by mail, they change the
 * password, without which nobody gets as far as the second factor. The strangers' lock doubles up to an hour.
 */
export class Throttle {
  constructor(
    private readonly database: Database,
    /** Whether addresses are counted too; off with the limits by address (CRITICAL_RATE_LIMIT_ENABLE=false). */
    private readonly byAddress: boolean = true,
    private readonly metrics?: ThrottleMetrics,
  ) {}

  /**
   * Reserves one attempt. Whoever gets one reports its outcome with `passed` or `missed`.
   * @returns an attempt with `allowed: false` while the account or address is locked
   * @throws AppError OVERLOADED where other attempts on the account took all that are left, and none has an outcome yet
   */
  async reserve(kind: AttemptKind, target: AttemptTarget, caller: Pick<Caller, 'ip' | 'browser'>): Promise<Attempt> {
    const policy = POLICIES[kind];
    const keys = buildKeys(target, caller);
    // a network's own count is one by address too
    const account = 'perNetwork' in target && target.perNetwork && !this.byAddress ? NEVER : policy.account;
    const address = digest(`address:${toNetwork(caller.ip)}`);
    const values = [
      kind,
      keys.strangers,
      keys.own,
      keys.userId,
      keys.browser,
      toParameters(account),
      address,
      toParameters(this.byAddress ? policy.address : { ...policy.address, misses: 0 }),
    ];
    const patience = Date.now() + PATIENCE_MS;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const [row] = await this.database.query<{ wait_until: Date | number | null; known: boolean }>(RESERVE, values);
      if (!row) throw new Error('auth.reserve_attempt returned no row');
      const attempt = { kind, key: row.known ? keys.own : keys.strangers, account, address };
      if (row.wait_until === null) return { ...attempt, allowed: true, lockedUntil: null };
      if (row.wait_until instanceof Date) {
        this.metrics?.count(kind, 'refused');
        return { ...attempt, allowed: false, lockedUntil: row.wait_until };
      }
      // not locked, so not refused as wrong
      if (Date.now() + wait > patience) {
        this.metrics?.count(kind, 'busy');
        throw new AppError('OVERLOADED', {}, { retryAfter: 1 });
      }
      await sleep(wait);
    }
  }

  /** Reports that the credential was wrong (or was not looked at, where the attempt was refused). Returns the lock, if any. */
  async missed(attempt: Attempt): Promise<Date | null> {
    const { kind, key, address } = attempt;
    if (!attempt.allowed) {
      // a write here too: a refusal takes as long as a miss
      await this.database.query(TURNED_AWAY, [kind, key]);
      return attempt.lockedUntil;
    }
    const values = [kind, key, toParameters(attempt.account), address, toParameters(POLICIES[kind].address)];
    const [row] = await this.database.query<{ account: Date | null; address: Date | null }>(MISSED, values);
    this.metrics?.count(kind, row?.account || row?.address ? 'locked' : 'missed');
    return row?.account ?? null;
  }

  /**
   * Reports that the credential was right: the account's misses are forgotten, the address's stay. In the transaction of
   * what it was for, where that is given as `sql`; last in it, as it locks rows that other attempts wait for.
   */
  async passed(attempt: Attempt, sql: Sql = this.database): Promise<void> {
    await sql.query(PASSED, [attempt.kind, attempt.key, attempt.address]);
    this.metrics?.count(attempt.kind, 'passed');
  }

  /** Gives an attempt back: the credential was not looked at after all. */
  async released({ kind, key, address }: Attempt): Promise<void> {
    await this.database.query(RELEASED, [kind, key, address]);
  }

  /** Until when attempts of this caller, or of strangers, on a user's credential are refused; null while they are not. */
  async lockOf(kind: AttemptKind, target: AttemptTarget, caller: Pick<Caller, 'ip' | 'browser'>): Promise<Date | null> {
    const { account, own } = buildKeys(target, caller);
    const [row] = await this.database.query<{ locked_until: Date | null }>(LOCKED, [kind, [account, own]]);
    return row?.locked_until ?? null;
  }

  /**
   * Remembers, with a completed login, that the user was in this browser (the last hundred of them). True where the user
   * was not in it before.
   */
  async trust(sql: Sql, userId: number, caller: Pick<Caller, 'browser'>): Promise<boolean> {
    if (!caller.browser) return true;
    const [row] = await sql.query<{ added: boolean }>(TRUST, [userId, Buffer.from(caller.browser, 'base64url')]);
    if (row?.added) await sql.query(FORGET, [userId]);
    return row?.added ?? false;
  }
}

/** The rows an attempt may count in. `userId` and `browser` are for the database to see whether it knows the browser. */
function buildKeys(target: AttemptTarget, caller: Pick<Caller, 'ip' | 'browser'>) {
  const none = { userId: null, browser: null };
  if ('name' in target) {
    const from = target.perNetwork ? `:from:${toNetwork(caller.ip)}` : '';
    const account = digest(`name:${target.name}${from}`);
    return { account, strangers: account, own: account, ...none };
  }
  const { userId, sessionId } = target;
  const account = digest(`user:${userId}`);
  if (sessionId) {
    const own = digest(`user:${userId}:session:${sessionId}`);
    return { account, strangers: own, own, ...none };
  }
  if (!caller.browser) return { account, strangers: account, own: account, ...none };
  const own = digest(`user:${userId}:browser:${caller.browser}`);
  return { account, strangers: account, own, userId, browser: Buffer.from(caller.browser, 'base64url') };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
