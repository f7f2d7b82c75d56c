import { Injectable } from '@nestjs/common';
import type { Locale } from '@tollgate/contracts';
import type { MailFailureList, MailTest, TestMailRequest } from '@tollgate/contracts/auth/mail';
import { Metrics } from '@tollgate/platform/metrics';
import { parseAddress } from './address.js';
import { MailFailuresRepository } from './mail-failures.repository.js';
import { Mailer } from './mailer.js';
import { readSmtpFailure, type SmtpFailure } from './smtp-failure.js';
import type { MailMessage } from './templates.js';

const REASONS = ['recipient', 'login', 'server', 'connection'] as const;

/** Sends mails, and keeps what the mail server refused where administrators see it. */
@Injectable()
export class MailDelivery {
  private readonly failed: ReturnType<Metrics['counter']>;

  constructor(
    private readonly mailer: Mailer,
    private readonly failures: MailFailuresRepository,
    metrics: Metrics,
  ) {
    const labels = REASONS.map((reason) => ({ reason }));
    this.failed = metrics.counter('tollgate_mail_failures_total', 'Mails that the mail server did not accept', labels);
  }

  /**
   * Sends a mail. A refusal that another attempt cannot change is recorded and ends here.
   * @throws Error if it may succeed later, so that the job is retried
   */
  async send(to: string, message: MailMessage, locale: Locale): Promise<void> {
    try {
      await this.mailer.send(to, message, locale);
    } catch (error) {
      const failure = await this.record(to, error);
      if (!failure.final) throw error;
    }
  }

  /** Sends a test mail and returns the answer of the server, refusals included. @throws AppError EMAIL_INVALID */
  async test({ to }: TestMailRequest, locale: Locale): Promise<MailTest> {
    const { text } = parseAddress(to);
    try {
      return { sent: true, response: await this.mailer.send(text, { kind: 'test' }, locale) };
    } catch (error) {
      const { reason, code, response } = await this.record(text, error);
      return { sent: false, reason, code, response };
    }
  }

  async list(): Promise<MailFailureList> {
    return { failures: await this.failures.list() };
  }

  private async record(to: string, error: unknown): Promise<SmtpFailure> {
    const failure = readSmtpFailure(error);
    this.failed.inc({ reason: failure.reason });
    await this.failures.add(to, failure);
    return failure;
  }
}
