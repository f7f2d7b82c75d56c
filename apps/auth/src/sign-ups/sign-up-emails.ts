import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { RegisterRequest } from '@tollgate/contracts/auth/sign-ups';
import type { Tx } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { EmailCodes, type VerifiedCode } from '../mail/email-codes.service.js';
import { MailRequests } from '../mail/mail-requests.js';

/** The address of a new account, and the code that proved it. */
export interface SignUpEmail {
  readonly address: string;
  readonly verified: boolean;
  readonly code?: VerifiedCode;
}

/** The e-mail address of a sign-up. */
@Injectable()
export class SignUpEmails {
  constructor(
    private readonly options: Options,
    private readonly codes: EmailCodes,
    private readonly mailRequests: MailRequests,
  ) {}

  /**
   * Checks the address of a sign-up. If e-mail verification is on, the address needs its code. Else it is stored as
   * unverified. An address that another account has proven gets the same answer as a wrong code, because no code is ever
   * mailed to it.
   * @throws AppError EMAIL_REQUIRED, EMAIL_INVALID and its siblings, EMAIL_CODE_INVALID
   */
  async verify({ email, verification_code }: RegisterRequest, caller: Caller): Promise<SignUpEmail | undefined> {
    const mustProve = this.options.get('EmailVerificationEnabled');
    if (mustProve && (!email || !verification_code)) throw new AppError('EMAIL_REQUIRED');
    if (!email) return undefined;
    const address = this.mailRequests.parseAllowedAddress(email);
    if (!mustProve || !verification_code) return { address: address.text, verified: false };
    const code = await this.codes.check('verification', address, verification_code, caller);
    return { address: address.text, verified: true, code };
  }

  /**
   * Consumes the code, in the transaction that creates the account.
   * @throws AppError EMAIL_CODE_INVALID if another sign-up consumed it first
   */
  async spend(tx: Tx, email: SignUpEmail | undefined): Promise<void> {
    if (email?.code) await this.codes.spend(tx, email.code);
  }
}
