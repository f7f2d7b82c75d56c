import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { Database } from '@tollgate/platform/db';
import { hashSecret } from '@tollgate/platform/access';
import { type Job, Jobs } from '@tollgate/platform/jobs';
import { Limiter, toNetwork } from '@tollgate/platform/limits';
import { Options } from '@tollgate/options';
import { type Address, checkedAddress, refuseByRules } from './address.js';
import { MAIL_CODE, MAIL_RESET } from './mail-messages.js';
import { Mailer } from './mailer.js';

/**
 * Asks for mail with something secret in it. The same few steps for every address, so that neither the answer nor its
 * time tells who has an account: what differs, differs in the job.
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

  /** Whether mail can be sent at all. */
  get configured(): boolean {
    return this.mailer.configured;
  }

  /**
   * An address that a new or changed account may have.
   * @throws AppError EMAIL_INVALID, EMAIL_DOMAIN_REFUSED, EMAIL_ALIAS_REFUSED
   */
  allowed(email: string): Address {
    const address = checkedAddress(email);
    const restricted = this.options.get('EmailDomainRestrictionEnabled');
    refuseByRules(address, {
      domains: restricted ? this.options.get('EmailDomainWhitelist') : null,
      noAliases: this.options.get('EmailAliasRestrictionEnabled'),
    });
    return address;
  }

  /**
   * Counts a code that a call without a limit of its own asks for, as a call with one is counted.
   * @throws AppError RATE_LIMITED
   */
  async countFrom({ ip }: Caller): Promise<void> {
    await this.limiter.take('mail', toNetwork(ip));
  }

  /**
   * Orders a code. An order that still waits (the mail server is down) is replaced, not doubled.
   * @throws AppError MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async code(address: Address, userId: number | null, caller: Caller): Promise<void> {
    if (userId !== null) await this.limiter.take('mail', `user:${userId}`);
    const payload = { address: address.text, userId, locale: caller.locale };
    // a code is good for who asked: another account's orders, or a guest's, take nothing from theirs
    await this.order(MAIL_CODE, address, payload, caller, `:${userId ?? 'guest'}`);
  }

  /**
   * Orders a reset link, as `code` does.
   * @throws AppError MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async resetLink(address: Address, caller: Caller): Promise<void> {
    await this.order(MAIL_RESET, address, { address: address.text, locale: caller.locale }, caller);
  }

  /**
   * Who asks too often is refused, by kind and network. An address that has got its share of a kind, from whatever networks, gets
   * nothing for now, and the answer is the same: then links to it are live, whoever asked for them.
   */
  private async order<P extends object>(
    kind: Job<P>,
    address: Address,
    payload: P,
    { ip, requestId }: Caller,
    share = '',
  ): Promise<void> {
    if (!this.mailer.configured) throw new AppError('MAIL_NOT_CONFIGURED');
    const key = buildLimitKey(kind, address);
    await this.limiter.take('mail', `${key}:from:${toNetwork(ip)}`);
    if (!(await this.limiter.admits('letters', `${key}${share}`))) return;
    await this.jobs.addAlone(this.database, kind, payload, { key, requestId });
  }
}

/** One kind of mail to one address: an order that still waits is replaced by the next. */
function buildLimitKey({ name }: { name: string }, { key }: Address): string {
  return `${name}:${hashSecret(key).toString('base64url')}`;
}
