import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { SendCodeRequest } from '@tollgate/contracts/auth/verifications';
import { checkedAddress } from '../mail/address.js';
import { MailRequests } from '../mail/mail-requests.js';
import { Turnstile } from '../turnstile/turnstile.js';

/** Asking for a reset link. */
@Injectable()
export class ResetRequestsService {
  constructor(
    private readonly outgoing: MailRequests,
    private readonly turnstile: Turnstile,
  ) {}

  /**
   * Mails a link to the address, where an account has proven it.
   * @throws AppError TURNSTILE_*, EMAIL_INVALID, MAIL_NOT_CONFIGURED, RATE_LIMITED; never whether there is an account
   */
  async request({ email, turnstile }: SendCodeRequest, caller: Caller): Promise<object> {
    const address = checkedAddress(email);
    await this.turnstile.check(caller, turnstile, 'reset');
    await this.outgoing.resetLink(address, caller);
    return {};
  }
}
