import { Injectable } from '@nestjs/common';
import { checkedPassword } from '@tollgate/account-rules';
import type { Caller } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { type AttemptTarget, Throttle } from '../throttle/throttle.js';

/** The outcome of a password at login. */
export interface PasswordVerdict {
  readonly right: boolean;
  readonly lockedUntil: Date | null;
  readonly isNewLock: boolean;
}

/** Password checks: at login, before a change, and for step-up. */
@Injectable()
export class Passwords {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly throttle: Throttle,
    private readonly options: Options,
  ) {}

  /** A new password that the rules and the block list allow. @throws AppError INVALID_VALUE, PASSWORD_BLOCKED */
  checkNew(password: string): string {
    return checkedPassword(password, this.options);
  }

  /**
   * Whether `typed` is the password behind `stored`. While the account is locked every password is wrong, after the same
   * work.
   * @param stored the hash; empty if the name is unknown or the account has no password
   * @throws AppError OVERLOADED, which is not counted as an attempt
   */
  async verify(target: AttemptTarget, stored: string, typed: string, caller: Caller): Promise<boolean> {
    const attempt = await this.throttle.reserve('password', target, caller);
    const isRight = await this.hasher.verify(attempt.allowed ? stored : '', typed).catch(async (error: unknown) => {
      if (attempt.allowed) await this.throttle.released(attempt);
      throw error;
    });
    if (isRight) await this.throttle.passed(attempt);
    else await this.throttle.missed(attempt);
    return isRight;
  }

  /**
   * As `verify`, for a login: `right` is known while the account is locked too, because a second factor may follow.
   * @returns `lockedUntil` if the attempt was refused or caused a lock; `isNewLock` if it caused the lock
   */
  async verifyLogin(target: AttemptTarget, stored: string, typed: string, caller: Caller): Promise<PasswordVerdict> {
    const attempt = await this.throttle.reserve('password', target, caller);
    const right = await this.hasher.verify(stored, typed).catch(async (error: unknown) => {
      if (attempt.allowed) await this.throttle.released(attempt);
      throw error;
    });
    if (right && attempt.allowed) {
      await this.throttle.passed(attempt);
      return { right, lockedUntil: null, isNewLock: false };
    }
    const lockedUntil = await this.throttle.missed(attempt);
    return { right, lockedUntil, isNewLock: attempt.allowed && lockedUntil !== null };
  }

  /** Hashes a password. */
  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /** True if the hash should be replaced at the next login. */
  isOutdated(stored: string): boolean {
    return this.hasher.isOutdated(stored);
  }
}
