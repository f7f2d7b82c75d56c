import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import { Database } from '@tollgate/platform/db';
import { hashOf } from '@tollgate/platform/access';
import { Jobs } from '@tollgate/platform/jobs';
import { Limiter } from '@tollgate/platform/limits';
import { Options } from '@tollgate/platform/options';
import { type Address, checkedAddress, refuseByRules } from './address.js';
import { MAIL_CODE, MAIL_RESET } from './letters.js';
import { Mailer } from './mailer.js';

/**
 * Asks for mail with something secret in it. The same few steps for every address, so that neither the answer nor its
 * time tells who has an account: what differs, differs in the job.
 */
@Injectable()
export class Outgoing {
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
   * Orders a code. An order that still waits (the mail server is down) is replaced, not doubled.
   * @throws AppError MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async code(address: Address, userId: number | null, { locale, requestId }: Caller): Promise<void> {
    await this.admit(address);
    const payload = { address: address.text, userId, locale };
    await this.jobs.addAlone(this.database, MAIL_CODE, payload, { key: keyOf(MAIL_CODE, address), requestId });
  }

  /**
   * Orders a reset link, as `code` does.
   * @throws AppError MAIL_NOT_CONFIGURED, RATE_LIMITED
   */
  async resetLink(address: Address, { locale, requestId }: Caller): Promise<void> {
    await this.admit(address);
    const payload = { address: address.text, locale };
    await this.jobs.addAlone(this.database, MAIL_RESET, payload, { key: keyOf(MAIL_RESET, address), requestId });
  }

  private async admit({ key }: Address): Promise<void> {
    if (!this.mailer.configured) throw new AppError('MAIL_NOT_CONFIGURED');
    await this.limiter.take('mail', `address:${key}`);
  }
}

/** An order that still waits for its address is replaced by the next. */
function keyOf({ name }: { name: string }, { key }: Address): string {
  return `${name}:${hashOf(key).toString('base64url')}`;
}
