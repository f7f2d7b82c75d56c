import { Injectable } from '@nestjs/common';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { Database } from '@tollgate/platform/db';
import { Runs } from '@tollgate/platform/jobs';
import { Secrets } from '@tollgate/platform/secrets';
import { Options } from '@tollgate/options';
import { getSiteOrigin } from '../outbound/site-origin.js';
import { parseAddress } from './address.js';
import { MailDelivery } from './mail-delivery.js';
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
  text: `WITH claimed AS (
           INSERT INTO auth.spent_proofs (kind, hash, expires_at) VALUES ('mail_order', $4, now() + interval '3 days')
           ON CONFLICT DO NOTHING RETURNING kind)
         INSERT INTO auth.reset_tokens AS t (user_id, hash, address_key, expires_at)
         SELECT id, $3, email_key, now() + make_interval(secs => ${RESET_SECONDS})
           FROM auth.users, claimed WHERE id = $1 AND email_key = $2 AND email_verified AND deleted_at IS NULL
         ON CONFLICT (user_id) DO UPDATE
           SET hash = excluded.hash, address_key = excluded.address_key, expires_at = excluded.expires_at,
               earlier = CASE WHEN t.address_key = excluded.address_key THEN (t.hash || t.earlier)[1:2] ELSE '{}' END,
               earlier_expire_at = CASE WHEN t.address_key = excluded.address_key
                                        THEN (t.expires_at || t.earlier_expire_at)[1:2] ELSE '{}' END
         RETURNING user_id`,
};

// A retry renews its link if that is still the newest one. A link that was used has no row, so it is not sent again.
const RENEW_RESET = {
  name: 'mail_jobs.renew_reset',
  text: `UPDATE auth.reset_tokens SET expires_at = now() + make_interval(secs => ${RESET_SECONDS})
          WHERE user_id = $1 AND address_key = $2 AND hash = $3 RETURNING user_id`,
};

/**
 * The jobs that send mail. Whether an account has an address is decided here, because a request must not reveal it by its
 * answer or its time. The secret of a mail is computed from its order and becomes valid before the mail is sent, so that a mail
 * whose acceptance was not confirmed holds a valid secret, and a retry sends the same one.
 */
@Injectable()
export class MailJobs {
  constructor(
    private readonly mailer: Mailer,
    private readonly delivery: MailDelivery,
    private readonly secrets: Secrets,
    private readonly codes: EmailCodes,
    private readonly options: Options,
    private readonly database: Database,
  ) {}

  /** Sends a code to an unproven address. If an account has proven it, its owner gets a notice instead. */
  @Runs(MAIL_CODE)
  async code({ address, order = newSecret(), requester, userId, locale }: CodePayload): Promise<void> {
    const target = parseAddress(address);
    const findOwner = await this.owner(target.key);
    const isTaken = findOwner !== undefined && findOwner.id !== userId;
    const code = this.codes.createCode(order);
    // Stored before it is sent, so that a mail whose acceptance was not confirmed holds a valid code. Stored for a taken address
    // too, though it is not sent, so that a wrong guess takes the same time.
    const by = { id: order, requester: requester ?? (userId === null ? 'guest:' : `user:${userId}`), userId };
    if (!(await this.codes.activate('verification', target, code, by))) return;
    await this.delivery.send(target.text, isTaken ? { kind: 'account_exists' } : { kind: 'code', code }, locale);
  }

  /** Sends a reset link, if an account that is not deleted has proven the address. */
  @Runs(MAIL_RESET)
  async reset({ address, order = newSecret(), locale }: ResetPayload): Promise<void> {
    const target = parseAddress(address);
    const owner = await this.owner(target.key);
    if (!owner?.live) return;
    const token = this.secrets.lookups(order, 'reset_token')[0].toString('base64url');
    const hash = hashSecret(token);
    if (!(await this.storeReset(owner.id, target.key, hash, order))) return;
    const query = new URLSearchParams({ email: target.text, token });
    const link = `${getSiteOrigin(this.options)}/user/reset?${query}`;
    await this.delivery.send(target.text, { kind: 'reset', link }, locale);
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
    if (address) await this.delivery.send(address, message, locale);
  }

  /** Makes a link valid before its mail is sent. False if it was used or replaced since an earlier attempt. */
  private async storeReset(userId: number, addressKey: string, hash: Buffer, order: string): Promise<boolean> {
    const stored = await this.database.query(STORE_RESET, [userId, addressKey, hash, hashSecret(order)]);
    if (stored.length > 0) return true;
    return (await this.database.query(RENEW_RESET, [userId, addressKey, hash])).length > 0;
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
