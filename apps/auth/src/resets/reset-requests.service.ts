import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { SendCodeRequest } from '@tollgate/contracts/auth/verifications';
import { parseAddress } from '../mail/address.js';
import { MailRequests } from '../mail/mail-requests.js';
import { Turnstile } from '../turnstile/turnstile.js';

/** Requests of reset links. */
@Injectable()
export class ResetRequestsService {
  constructor(
    private readonly mailRequests: MailRequests,
    private readonly turnstile: Turnstile,
  ) {}

  /**
   * Mails a link to the address, if an account has proven it.
   * @throws AppError TURNSTILE_*, EMAIL_INVALID, MAIL_NOT_CONFIGURED, RATE_LIMITED; the answer never shows whether an
   *   account exists
   */
  async request({ email, turnstile }: SendCodeRequest, caller: Caller): Promise<object> {
    const address = parseAddress(email);
    await this.turnstile.check(caller, turnstile, 'reset');
    await this.mailRequests.requestResetLink(address, caller);
    return {};
  }
}
