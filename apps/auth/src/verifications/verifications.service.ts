import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { BindEmailRequest, SendCodeRequest } from '@tollgate/contracts/auth/verifications';
import { Authenticator } from '@tollgate/account-rules';
import { EmailChangesService } from '../email-changes/email-changes.service.js';
import { MailRequests } from '../mail/mail-requests.js';
import { Turnstile } from '../turnstile/turnstile.js';

/** Proving e-mail addresses. */
@Injectable()
export class VerificationsService {
  constructor(
    private readonly outgoing: MailRequests,
    private readonly changes: EmailChangesService,
    private readonly turnstile: Turnstile,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * Mails a code. Whoever is logged in gets one that is good for their account only.
   * @throws AppError TURNSTILE_*, EMAIL_*, MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async send({ email, turnstile }: SendCodeRequest, caller: Caller): Promise<object> {
    const address = this.outgoing.allowed(email);
    await this.turnstile.check(caller, turnstile, 'verification');
    await this.outgoing.code(address, await this.userOf(caller), caller);
    return {};
  }

  /** @throws AppError EMAIL_INVALID, EMAIL_CODE_INVALID, EMAIL_TAKEN */
  async bind({ email, code }: BindEmailRequest, identity: Identity, caller: Caller): Promise<object> {
    await this.changes.confirm(identity, this.outgoing.allowed(email), code, caller);
    return {};
  }

  private async userOf(caller: Caller): Promise<number | null> {
    try {
      return (await this.authenticator.identify(caller))?.userId ?? null;
    } catch (error) {
      // a credential that is over: a guest
      if (error instanceof AppError && error.status === 401) return null;
      throw error;
    }
  }
}
