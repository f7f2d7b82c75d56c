import { Injectable } from '@nestjs/common';
import { lockOwner, type Owner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import { getViolatedIndex, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import type { Address } from '../mail/address.js';
import { EmailCodes } from '../mail/email-codes.service.js';
import { SecurityMails } from '../mail/security-mails.js';
import { MailRequests } from '../mail/mail-requests.js';
import { EmailChangesRepository } from './email-changes.repository.js';

/** Changing the address of an account. */
@Injectable()
export class EmailChangesService {
  constructor(
    private readonly changes: EmailChangesRepository,
    private readonly codes: EmailCodes,
    private readonly outgoing: MailRequests,
    private readonly notices: SecurityMails,
    private readonly options: Options,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Asks for another address: mails a code to it where mail is configured. To be called before `apply`, outside its
   * transaction.
   * @throws AppError EMAIL_INVALID and its siblings; MAIL_NOT_CONFIGURED where a code is needed and cannot be sent; RATE_LIMITED
   */
  async request(email: string, userId: number, caller: Caller): Promise<Address> {
    const address = this.outgoing.allowed(email);
    if (this.needsProof || this.outgoing.configured) {
      await this.outgoing.countFrom(caller);
      await this.outgoing.code(address, userId, caller);
    }
    return address;
  }

  /**
   * With e-mail verification on nothing changes before `confirm`; with it off the address is there at once, unverified:
   * it neither logs in nor resets a password.
   */
  async apply(tx: Tx, owner: Owner, address: Address, caller: Caller): Promise<void> {
    if (this.needsProof) return;
    await this.changes.set(tx, owner.id, address, false);
    await this.tellOld(tx, owner, address, caller);
  }

  /**
   * Puts an address on an account, with the code that was mailed to it. Other sessions of the account end: whoever was
   * in before the owner proved the address is out.
   * @throws AppError EMAIL_CODE_INVALID, EMAIL_TAKEN, CREDENTIAL_INVALID
   */
  async confirm(identity: Identity, address: Address, code: string, caller: Caller): Promise<void> {
    const { userId, sessionId } = identity;
    const right = await this.codes.check('verification', address, code, caller, userId);
    const confirmed = this.uow.run(async (tx) => {
      const owner = await lockOwner(tx, identity, caller);
      await this.codes.spend(tx, right);
      if (!(await this.changes.set(tx, userId, address, true))) throw new AppError('EMAIL_TAKEN');
      await this.changes.endOtherSessions(tx, userId, sessionId);
      await this.tellOld(tx, owner, address, caller);
    });
    await confirmed.catch((error: unknown) => {
      // another account proved it in the same moment: the unique index is the judge
      throw isDouble(error) ? new AppError('EMAIL_TAKEN') : error;
    });
  }

  private get needsProof(): boolean {
    return this.options.get('EmailVerificationEnabled');
  }

  /** Proven or not, as the interface says; how often is bounded by the codes that go to the new address. */
  private async tellOld(tx: Tx, owner: Owner, address: Address, caller: Caller): Promise<void> {
    if (owner.email === '' || owner.email.toLowerCase() === address.text.toLowerCase()) return;
    await this.notices.sendTo(tx, owner.email, { kind: 'email_changed' }, caller);
  }
}

function isDouble(error: unknown): boolean {
  return getViolatedIndex(error) === 'users_email_key_verified';
}
