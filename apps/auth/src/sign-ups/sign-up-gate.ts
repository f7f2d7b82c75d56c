import { Injectable } from '@nestjs/common';
import { checkedPassword } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { Turnstile } from '../turnstile/turnstile.js';

/** Whether sign-up with a password is open, and whether the request comes from a person. */
@Injectable()
export class SignUpGate {
  constructor(
    private readonly options: Options,
    private readonly turnstile: Turnstile,
  ) {}

  /** @throws AppError REGISTRATION_CLOSED, PASSWORD_REGISTRATION_CLOSED */
  checkOpen(): void {
    if (!this.options.get('RegisterEnabled')) throw new AppError('REGISTRATION_CLOSED');
    if (!this.options.get('PasswordRegisterEnabled')) throw new AppError('PASSWORD_REGISTRATION_CLOSED');
  }

  /** A password that the rules and the block list allow. @throws AppError INVALID_VALUE, PASSWORD_BLOCKED */
  checkPassword(password: string): string {
    return checkedPassword(password, this.options);
  }

  /** @throws AppError TURNSTILE_TOKEN_MISSING, TURNSTILE_REFUSED, TURNSTILE_UNAVAILABLE */
  checkHuman(caller: Caller, token: string | undefined): Promise<void> {
    return this.turnstile.check(caller, token, 'register');
  }
}
