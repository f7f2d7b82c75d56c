import { Injectable } from '@nestjs/common';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { Database } from '@tollgate/platform/db';
import { Runs } from '@tollgate/platform/jobs';
import { Options } from '@tollgate/options';
import { getSiteOrigin } from '../outbound/site-origin.js';
import { parseAddress } from './address.js';
import { EmailCodes } from './email-codes.service.js';
import { Mailer } from './mailer.js';
import { isNotice } from './templates.js';
import {
  type CodePayload,
  MAIL_CODE,
  MAIL_NOTICE,
  MAIL_RESET,
  type NoticePayload,
  type ResetPayload,
} from './mail-messages.js';

const RESET_SECONDS = 600;

const OWNER = {
  name: 'mail_jobs.owner',
  text: 'SELECT id, deleted_at IS NULL AS live FROM auth.users WHERE email_key = $1 AND email_verified',
};

const ADDRESS = {
  name: 'mail_jobs.address',
  text: 'SELECT email FROM auth.users WHERE id = $1 AND email_verified AND deleted_at IS NULL',
};

// Only if the account still has that address, because it may have changed after the request. The two links before this one
// stay valid, so that repeated requests by others do not void the link that the owner is about to open. Links to another
// address become void.
const STORE_RESET = {
  name: 'mail_jobs.store_reset',
  text: `INSERT INTO auth.reset_tokens AS t (user_id, hash, address_key, expires_at)
         SELECT id, $3, email_key, now() + make_interval(secs => ${RESET_SECONDS})
           FROM auth.users WHERE id = $1 AND email_key = $2 AND email_verified AND deleted_at IS NULL
         ON CONFLICT (user_id) DO UPDATE
           SET hash = excluded.hash, address_key = excluded.address_key, expires_at = excluded.expires_at,
               earlier = CASE WHEN t.address_key = excluded.address_key THEN (t.hash || t.earlier)[1:2] ELSE '{}' END,
               earlier_expire_at = CASE WHEN t.address_key = excluded.address_key
                                        THEN (t.expires_at || t.earlier_expire_at)[1:2] ELSE '{}' END`,
};

/**
 * The jobs that send mail. Whether an account has an address is decided here, because a request must not reveal it by its
 * answer or its time. The secret of a mail is created here, and becomes valid when the mail server accepts the mail. If that
 * fails, the job is retried with a new secret.
 */
@Injectable()
export class MailJobs {
  constructor(
    private readonly mailer: Mailer,
    private readonly codes: EmailCodes,
    private readonly options: Options,
    private readonly database: Database,
  ) {}

  /** Sends a code to an unproven address. If an account has proven it, its owner gets a notice instead. */
  @Runs(MAIL_CODE)
  async code({ address, userId, locale }: CodePayload): Promise<void> {
    const target = parseAddress(address);
    const findOwner = await this.owner(target.key);
    const isTaken = findOwner !== undefined && findOwner.id !== userId;
    const code = this.codes.createCode();
    await this.mailer.send(target.text, isTaken ? { kind: 'account_exists' } : { kind: 'code', code }, locale);
    // Stored for a taken address too, though it is not sent, so that a wrong guess takes the same time.
    await this.codes.activate('verification', target, code, userId);
  }

  /** Sends a reset link, if an account that is not deleted has proven the address. */
  @Runs(MAIL_RESET)
  async reset({ address, locale }: ResetPayload): Promise<void> {
    const target = parseAddress(address);
    const owner = await this.owner(target.key);
    if (!owner?.live) return;
    const token = newSecret();
    const origin = getSiteOrigin(this.options);
    const query = new URLSearchParams({ email: target.text, token });
    await this.mailer.send(target.text, { kind: 'reset', link: `${origin}/user/reset?${query}` }, locale);
    await this.database.query(STORE_RESET, [owner.id, target.key, hashSecret(token)]);
  }

  /**
   * Sends a notice, if a mail server is configured and the user has a proven address. Every service can write to the queue,
   * so a message with a code or a link is refused here.
   */
  @Runs(MAIL_NOTICE)
  async notice({ userId, to, letter: message, locale }: NoticePayload): Promise<void> {
    if (!isNotice(message)) throw new Error('the queued message is not a notice');
    if (!this.mailer.isConfigured) return;
    const address = to ?? (await this.findVerifiedAddress(userId ?? 0));
    if (address) await this.mailer.send(address, message, locale);
  }

  private async owner(addressKey: string): Promise<{ id: number; live: boolean } | undefined> {
    const [row] = await this.database.query<{ id: number; live: boolean }>(OWNER, [addressKey]);
    return row;
  }

  private async findVerifiedAddress(userId: number): Promise<string | undefined> {
    const [row] = await this.database.query<{ email: string }>(ADDRESS, [userId]);
    return row?.email;
  }
}
