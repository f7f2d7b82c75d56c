import { Injectable } from '@nestjs/common';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { Database } from '@tollgate/platform/db';
import { Runs } from '@tollgate/platform/jobs';
import { Options } from '@tollgate/options';
import { checkedAddress } from './address.js';
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
const DEFAULT_ORIGIN = 'http://localhost:3000';

const OWNER = {
  name: 'mail_jobs.owner',
  text: 'SELECT id, deleted_at IS NULL AS live FROM auth.users WHERE email_key = $1 AND email_verified',
};

const ADDRESS = {
  name: 'mail_jobs.address',
  text: 'SELECT email FROM auth.users WHERE id = $1 AND email_verified AND deleted_at IS NULL',
};

// only where the account still has that address: it may have changed while the mail was on its way. The two links before it
// stay good, or whoever asks again and again would end the one that the owner is about to open; those to another address do not
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
 * Writes the mails. What a request must not tell (whether an account has an address) is decided here, where nobody waits;
 * what a mail opens is made here, and opens it only once the mail server has taken the mail. A failure is thrown, and the
 * job tried again with a new code.
 */
@Injectable()
export class MailJobs {
  constructor(
    private readonly mailer: Mailer,
    private readonly codes: EmailCodes,
    private readonly options: Options,
    private readonly database: Database,
  ) {}

  /** A code for an address nobody has proven; its owner is told instead where somebody has. */
  @Runs(MAIL_CODE)
  async code({ address, userId, locale }: CodePayload): Promise<void> {
    const target = checkedAddress(address);
    const owner = await this.owner(target.key);
    const isTaken = owner !== undefined && owner.id !== userId;
    const code = this.codes.make();
    await this.mailer.send(target.text, isTaken ? { kind: 'account_exists' } : { kind: 'code', code }, locale);
    // stored for a taken address too, though nobody is told it: else a wrong guess would find no row, and take less time
    await this.codes.activate('verification', target, code, userId);
  }

  /** A reset link, where a live account has proven the address. */
  @Runs(MAIL_RESET)
  async reset({ address, locale }: ResetPayload): Promise<void> {
    const target = checkedAddress(address);
    const owner = await this.owner(target.key);
    if (!owner?.live) return;
    const token = newSecret();
    const origin = (this.options.get('ServerAddress') || DEFAULT_ORIGIN).replace(/\/+$/, '');
    const query = new URLSearchParams({ email: target.text, token });
    await this.mailer.send(target.text, { kind: 'reset', link: `${origin}/user/reset?${query}` }, locale);
    await this.database.query(STORE_RESET, [owner.id, target.key, hashSecret(token)]);
  }

  /**
   * A notice. Without a mail server or a proven address there is nobody to tell. The queue is every service's to write: a
   * letter with a code or a link in it is made here only, never taken from there.
   */
  @Runs(MAIL_NOTICE)
  async notice({ userId, to, letter, locale }: NoticePayload): Promise<void> {
    if (!isNotice(letter)) throw new Error('what was enqueued is no notice');
    if (!this.mailer.configured) return;
    const address = to ?? (await this.addressOf(userId ?? 0));
    if (address) await this.mailer.send(address, letter, locale);
  }

  private async owner(addressKey: string): Promise<{ id: number; live: boolean } | undefined> {
    const [row] = await this.database.query<{ id: number; live: boolean }>(OWNER, [addressKey]);
    return row;
  }

  private async addressOf(userId: number): Promise<string | undefined> {
    const [row] = await this.database.query<{ email: string }>(ADDRESS, [userId]);
    return row?.email;
  }
}
