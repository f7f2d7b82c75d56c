import { Injectable } from '@nestjs/common';
import { checkedPassword, checkedUsername, NewAccounts } from '@tollgate/accounts';
import { AppError, type Caller } from '@tollgate/contracts';
import type { RegisterRequest } from '@tollgate/contracts/auth/sign-ups';
import { UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/platform/options';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { Turnstile } from '../turnstile/turnstile.js';
import { SignUpEmails } from './sign-up-emails.js';

/** Signing oneself up. */
@Injectable()
export class SignUpsService {
  constructor(
    private readonly accounts: NewAccounts,
    private readonly hasher: PasswordHasher,
    private readonly options: Options,
    private readonly uow: UnitOfWork,
    private readonly emails: SignUpEmails,
    private readonly turnstile: Turnstile,
  ) {}

  /**
   * Makes an account with its gifts and the inviter's reward, all or nothing.
   * @throws AppError REGISTRATION_CLOSED, PASSWORD_REGISTRATION_CLOSED, TURNSTILE_*, EMAIL_*, USERNAME_TAKEN
   */
  async register(request: RegisterRequest, caller: Caller): Promise<object> {
    if (!this.options.get('RegisterEnabled')) throw new AppError('REGISTRATION_CLOSED');
    if (!this.options.get('PasswordRegisterEnabled')) throw new AppError('PASSWORD_REGISTRATION_CLOSED');
    const username = checkedUsername(request.username);
    const password = checkedPassword(request.password);
    await this.turnstile.check(caller, request.turnstile, 'register');
    const email = await this.emails.judge(request, caller);
    const passwordHash = await this.hasher.hash(password);
    await this.uow.run(async (tx) => {
      await this.emails.spend(tx, email);
      await this.accounts.create(tx, {
        username,
        passwordHash,
        email,
        affiliateCode: request.aff_code,
        selfMade: true,
        requestId: caller.requestId,
      });
    });
    return {};
  }
}
