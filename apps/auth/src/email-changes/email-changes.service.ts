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

/** Changes of the address of an account. */
@Injectable()
export class EmailChangesService {
  constructor(
    private readonly changes: EmailChangesRepository,
    private readonly codes: EmailCodes,
    private readonly mailRequests: MailRequests,
    private readonly securityMails: SecurityMails,
    private readonly options: Options,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Requests another address: mails a code to it if mail is configured. Call it before the transaction of `apply`.
   * @throws AppError EMAIL_INVALID and its siblings; MAIL_NOT_CONFIGURED if a code is needed and cannot be sent;
   *   RATE_LIMITED
   */
  async request(email: string, userId: number, caller: Caller): Promise<Address> {
    const address = this.mailRequests.parseAllowedAddress(email);
    if (this.needsProof || this.mailRequests.isConfigured) {
      await this.mailRequests.countRequest(caller);
      await this.mailRequests.requestCode(address, userId, caller);
    }
    return address;
  }

  /**
   * If e-mail verification is on, nothing changes before `confirm`. Else the address is stored as unverified, so it can
   * neither log in nor reset a password.
   */
  async apply(tx: Tx, owner: Owner, address: Address, caller: Caller): Promise<void> {
    if (this.needsProof) return;
    await this.changes.set(tx, owner.id, address, false);
    await this.notifyOldAddress(tx, owner, address, caller);
  }

  /**
   * Sets an address with the code that was mailed to it. Other sessions of the account end, because they began before the
   * owner proved the address.
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
      await this.notifyOldAddress(tx, owner, address, caller);
    });
    await confirmed.catch((error: unknown) => {
      // A concurrent request proved the address for another account; the unique index decides.
      throw isVerifiedAddressConflict(error) ? new AppError('EMAIL_TAKEN') : error;
    });
  }

  private get needsProof(): boolean {
    return this.options.get('EmailVerificationEnabled');
  }

  /** Notifies the old address, verified or not. The codes to the new address bound how often. */
  private async notifyOldAddress(tx: Tx, owner: Owner, address: Address, caller: Caller): Promise<void> {
    if (owner.email === '' || owner.email.toLowerCase() === address.text.toLowerCase()) return;
    await this.securityMails.sendTo(tx, owner.email, { kind: 'email_changed' }, caller);
  }
}

function isVerifiedAddressConflict(error: unknown): boolean {
  return getViolatedIndex(error) === 'users_email_key_verified';
}
