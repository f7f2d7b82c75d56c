import { Injectable } from '@nestjs/common';
import type { Caller, Identity } from '@tollgate/contracts';
import type { BindEmailRequest, SendCodeRequest } from '@tollgate/contracts/auth/verifications';
import { Authenticator } from '@tollgate/account-rules';
import { EmailChangesService } from '../email-changes/email-changes.service.js';
import { MailRequests } from '../mail/mail-requests.js';
import { findIdentity } from '../sessions/find-identity.js';
import { Turnstile } from '../turnstile/turnstile.js';

/** Proving e-mail addresses. */
@Injectable()
export class VerificationsService {
  constructor(
    private readonly mailRequests: MailRequests,
    private readonly changes: EmailChangesService,
    private readonly turnstile: Turnstile,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * Mails a code. If the caller is logged in, the code is valid for their account only.
   * @throws AppError TURNSTILE_*, EMAIL_*, MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async send({ email, turnstile }: SendCodeRequest, caller: Caller): Promise<object> {
    const address = this.mailRequests.parseAllowedAddress(email);
    await this.turnstile.check(caller, turnstile, 'verification');
    const identity = await findIdentity(this.authenticator, caller);
    await this.mailRequests.requestCode(address, identity?.userId ?? null, caller);
    return {};
  }

  /** @throws AppError EMAIL_INVALID, EMAIL_CODE_INVALID, EMAIL_TAKEN */
  async bind({ email, code }: BindEmailRequest, identity: Identity, caller: Caller): Promise<object> {
    await this.changes.confirm(identity, this.mailRequests.parseAllowedAddress(email), code, caller);
    return {};
  }
}
