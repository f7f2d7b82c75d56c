import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { RegisterRequest } from '@tollgate/contracts/auth/sign-ups';
import type { Tx } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { EmailCodes, type RightCode } from '../mail/email-codes.service.js';
import { MailRequests } from '../mail/mail-requests.js';

/** The address a new account will have, and the code that proved it. */
export interface SignUpEmail {
  readonly address: string;
  readonly verified: boolean;
  readonly code?: RightCode;
}

/** The e-mail address of a sign-up. */
@Injectable()
export class SignUpEmails {
  constructor(
    private readonly options: Options,
    private readonly codes: EmailCodes,
    private readonly outgoing: MailRequests,
  ) {}

  /**
   * Judges the address. While e-mail verification is on it must come with its code; else it is kept unverified. An address
   * that another account has proven cannot be told from one whose code is wrong: no code was ever mailed to it.
   * @throws AppError EMAIL_REQUIRED, EMAIL_INVALID and its siblings, EMAIL_CODE_INVALID
   */
  async judge({ email, verification_code }: RegisterRequest, caller: Caller): Promise<SignUpEmail | undefined> {
    const mustProve = this.options.get('EmailVerificationEnabled');
    if (mustProve && (!email || !verification_code)) throw new AppError('EMAIL_REQUIRED');
    if (!email) return undefined;
    const address = this.outgoing.allowed(email);
    if (!mustProve || !verification_code) return { address: address.text, verified: false };
    const code = await this.codes.check('verification', address, verification_code, caller);
    return { address: address.text, verified: true, code };
  }

  /**
   * Uses the code up, in the transaction that makes the account.
   * @throws AppError EMAIL_CODE_INVALID where another sign-up just did
   */
  async spend(tx: Tx, email: SignUpEmail | undefined): Promise<void> {
    if (email?.code) await this.codes.spend(tx, email.code);
  }
}
