import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { type AttemptTarget, Throttle } from '../throttle/throttle.js';

/** Password checks: at login, before a change, and for step-up. */
@Injectable()
export class Passwords {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly throttle: Throttle,
  ) {}

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

  /** Hashes a password. */
  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /** True if the hash should be replaced at the next login. */
  isOutdated(stored: string): boolean {
    return this.hasher.isOutdated(stored);
  }
}
