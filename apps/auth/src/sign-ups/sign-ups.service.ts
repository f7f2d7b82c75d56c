import { Injectable } from '@nestjs/common';
import { checkedUsername, NewAccounts } from '@tollgate/account-rules';
import type { Caller } from '@tollgate/contracts';
import type { RegisterReply, RegisterRequest } from '@tollgate/contracts/auth/sign-ups';
import { UnitOfWork } from '@tollgate/platform/db';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { FirstKey } from './first-key.js';
import { SignUpEmails } from './sign-up-emails.js';
import { SignUpGate } from './sign-up-gate.js';

/** Sign-up with a user name and a password. */
@Injectable()
export class SignUpsService {
  constructor(
    private readonly gate: SignUpGate,
    private readonly emails: SignUpEmails,
    private readonly hasher: PasswordHasher,
    private readonly accounts: NewAccounts,
    private readonly firstKey: FirstKey,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Creates an account with its gifts, the reward of the inviter and the first key. If one step fails, nothing is stored.
   * @throws AppError REGISTRATION_CLOSED, PASSWORD_REGISTRATION_CLOSED, TURNSTILE_*, EMAIL_*, USERNAME_TAKEN
   */
  async register(request: RegisterRequest, caller: Caller): Promise<RegisterReply> {
    this.gate.checkOpen();
    const username = checkedUsername(request.username);
    const password = this.gate.checkPassword(request.password);
    await this.gate.checkHuman(caller, request.turnstile);
    const email = await this.emails.verify(request, caller);
    const passwordHash = await this.hasher.hash(password);
    return this.uow.run(async (tx) => {
      await this.emails.spend(tx, email);
      const { id, invited } = await this.accounts.createInvited(tx, {
        username,
        passwordHash,
        email,
        affiliateCode: request.aff_code,
        selfMade: true,
        requestId: caller.requestId,
      });
      await this.firstKey.make(tx, id, username);
      // the interface of a sign-up without an affiliate code has no data
      return request.aff_code?.trim() ? { invited } : {};
    });
  }
}
