import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { Database } from '@tollgate/platform/db';
import { hashSecret } from '@tollgate/platform/access';
import { type Job, Jobs } from '@tollgate/platform/jobs';
import { Limiter, toNetwork } from '@tollgate/platform/limits';
import { Options } from '@tollgate/options';
import { type Address, parseAddress, checkAddressRules } from './address.js';
import { getRequester } from './email-codes.service.js';
import { MAIL_CODE, MAIL_RESET } from './mail-messages.js';
import { Mailer } from './mailer.js';

/**
 * Requests mails that hold a secret. The steps are the same for every address, so that neither the answer nor its time
 * reveals who has an account. The job decides what differs.
 */
@Injectable()
export class MailRequests {
  constructor(
    private readonly mailer: Mailer,
    private readonly options: Options,
    private readonly limiter: Limiter,
    private readonly jobs: Jobs,
    private readonly database: Database,
  ) {}

  /** Whether a mail server is configured. */
  get isConfigured(): boolean {
    return this.mailer.isConfigured;
  }

  /**
   * Parses an address that a new or changed account may have.
   * @throws AppError EMAIL_INVALID, EMAIL_DOMAIN_REFUSED, EMAIL_ALIAS_REFUSED
   */
  parseAllowedAddress(email: string): Address {
    const address = parseAddress(email);
    const restricted = this.options.get('EmailDomainRestrictionEnabled');
    checkAddressRules(address, {
      domains: restricted ? this.options.get('EmailDomainWhitelist') : null,
      noAliases: this.options.get('EmailAliasRestrictionEnabled'),
    });
    return address;
  }

  /**
   * Counts a code request of a route that has no limit of its own.
   * @throws AppError RATE_LIMITED
   */
  async countRequest({ ip }: Caller): Promise<void> {
    await this.limiter.take('mail', toNetwork(ip));
  }

  /**
   * Requests a code. If an earlier request still waits because the mail server is down, it is replaced.
   * @throws AppError MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async requestCode(address: Address, userId: number | null, caller: Caller): Promise<void> {
    if (userId !== null) await this.limiter.take('mail', `user:${userId}`);
    const requester = getRequester(userId, caller);
    const payload = { address: address.text, order: randomUUID(), requester, userId, locale: caller.locale };
    // A waiting request of another requester is not replaced, because each code is valid for its requester only.
    await this.enqueue(MAIL_CODE, address, payload, caller, `:${requester}`);
  }

  /**
   * Requests a reset link, as `requestCode` does.
   * @throws AppError MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async requestResetLink(address: Address, caller: Caller): Promise<void> {
    await this.enqueue(
      MAIL_RESET,
      address,
      { address: address.text, order: randomUUID(), locale: caller.locale },
      caller,
    );
  }

  /**
   * Refuses a network that requests one kind too often. If an address has had its share of a kind from all networks, no mail
   * is sent and the answer is the same, because valid links have been sent to it.
   */
  private async enqueue<P extends object>(
    kind: Job<P>,
    address: Address,
    payload: P,
    { ip, requestId }: Caller,
    requester = '',
  ): Promise<void> {
    if (!this.mailer.isConfigured) throw new AppError('MAIL_NOT_CONFIGURED');
    const key = buildLimitKey(kind, address);
    await this.limiter.take('mail', `${key}:from:${toNetwork(ip)}`);
    if (!(await this.limiter.admits('letters', key))) return;
    if (!(await this.limiter.admits('letters_hour', hashSecret(address.key).toString('base64url')))) return;
    await this.jobs.addAlone(this.database, kind, payload, { key: `${key}${requester}`, requestId });
  }
}

/** The key of one kind of mail to one address. A waiting request is replaced by the next one with the same key. */
function buildLimitKey({ name }: { name: string }, { key }: Address): string {
  return `${name}:${hashSecret(key).toString('base64url')}`;
}
