import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { type AttemptTarget, Throttle } from '../throttle/throttle.js';

/** Checking the password somebody typed: at login, before it is changed, and as a proof for step-up. */
@Injectable()
export class Passwords {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly throttle: Throttle,
  ) {}

  /**
   * Whether it is the password behind a hash, and may be tried at all: while the account is locked every one is wrong, after
   * the same work.
   * @param stored empty where nobody has the name, or the account has no password
   * @throws AppError OVERLOADED, which costs no attempt
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

  /** A new hash. */
  hash(password: string): Promise<string> {
    return this.hasher.hash(password);
  }

  /** True for a hash that should be replaced at the next login. */
  isOutdated(stored: string): boolean {
    return this.hasher.isOutdated(stored);
  }
}
