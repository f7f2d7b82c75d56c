import { Injectable } from '@nestjs/common';
import type { Locale } from '@tollgate/contracts';
import { Options, quotaDisplay } from '@tollgate/options';
import { Database } from '@tollgate/platform/db';
import { job, Runs } from '@tollgate/platform/jobs';
import { Log } from '@tollgate/platform/log';
import { OutboundRefused, sendOutbound } from '@tollgate/platform/outbound';
import { formatQuota } from '@tollgate/money';
import { MailDelivery } from '../mail/mail-delivery.js';
import { Mailer } from '../mail/mailer.js';
import { CHANNELS, type NoticeText, type Setting } from './channels.js';
import { getFetchRules } from './fetch-rules.js';

/** The ledger adds this job in the transaction that takes the balance below the threshold, so once for each crossing. */
export const notifyQuota = job<QuotaCrossing>('quota.notify');

export interface QuotaCrossing {
  readonly userId: number;
  /** Quota. */
  readonly balance: number;
}

const USER = {
  name: 'quota_notices.user',
  text: `SELECT setting, CASE WHEN email_verified THEN email ELSE '' END AS email
           FROM auth.users WHERE id = $1 AND deleted_at IS NULL AND status = 1`,
} as const;

/** Tells users by the channel of their settings that the balance is low. */
@Injectable()
export class QuotaNotices {
  constructor(
    private readonly database: Database,
    private readonly options: Options,
    private readonly mailer: Mailer,
    private readonly mails: MailDelivery,
    private readonly log: Log,
  ) {}

  /**
   * Sends one notice. It ends here if another attempt cannot succeed, because the address is not allowed or the receiver refused it.
   * @throws Error if it may succeed later, so that the job is tried again
   */
  @Runs(notifyQuota)
  async notify({ userId, balance }: QuotaCrossing): Promise<void> {
    const [user] = await this.database.query<{ setting: Setting; email: string }>(USER, [userId]);
    if (!user) return;
    const { setting } = user;
    const locale: Locale = String(setting.language ?? '').startsWith('en') ? 'en' : 'zh';
    const rest = formatQuota(balance, quotaDisplay(this.options));
    const channel = CHANNELS[String(setting.notify_type)];
    if (!channel) {
      const own = typeof setting.notification_email === 'string' ? setting.notification_email : '';
      const address = own || user.email;
      if (!this.mailer.isConfigured || address === '') return;
      return this.mails.send(address, { kind: 'quota_low', detail: rest, time: formatTime(new Date()) }, locale);
    }
    const outgoing = channel(setting, buildText(this.options.get('SystemName'), rest, locale));
    if (outgoing) await this.send(userId, outgoing.url, outgoing);
  }

  private async send(userId: number, url: string, request: Parameters<typeof sendOutbound>[1]): Promise<void> {
    try {
      const status = await sendOutbound(url, request, getFetchRules(this.options));
      if (status >= 500 || status === 429) throw new Error(`the receiver of a quota notice answered ${status}`);
      if (status >= 300) this.log.warn('the receiver refused a quota notice', { targetId: userId, status });
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error;
      this.log.warn('a quota notice was not sent, because its address is not allowed', { targetId: userId, error });
    }
  }
}

function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function buildText(system: string, rest: string, locale: Locale): NoticeText {
  return locale === 'zh'
    ? { title: `${system}：您的额度即将用尽`, content: `您的剩余额度为 ${rest}，已低于您设置的预警阈值。` }
    : {
        title: `${system}: your balance is low`,
        content: `Your remaining balance is ${rest}, below the threshold of your settings.`,
      };
}
