import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import { MAIL_NOTICE, type NoticePayload } from './mail-messages.js';
import type { NoticeMessage } from './templates.js';

type Untimed<L> = L extends { time: string } ? Omit<L, 'time'> : never;

/** An event of an account. */
export type Notice = Untimed<NoticeMessage>;

/** The request that caused it. */
type Cause = Pick<Caller, 'locale' | 'requestId'>;

/** Mails to users about events of their account. */
@Injectable()
export class SecurityMails {
  constructor(private readonly jobs: Jobs) {}

  /** Sends a notice to the verified address that the user has when the mail is sent. Without one, no mail is sent. */
  async send(tx: Tx, userId: number, notice: Notice, { locale, requestId }: Cause): Promise<void> {
    await this.add(tx, { userId, letter: addTime(notice), locale }, requestId);
  }

  /** Sends a notice to an address that has just left the account. */
  async sendTo(tx: Tx, address: string, notice: Notice, { locale, requestId }: Cause): Promise<void> {
    await this.add(tx, { to: address, letter: addTime(notice), locale }, requestId);
  }

  private add(tx: Tx, payload: NoticePayload, requestId: string): Promise<void> {
    return this.jobs.add(tx, MAIL_NOTICE, payload, { requestId });
  }
}

function addTime(notice: Notice): NoticeMessage {
  const time = `${new Date().toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return { ...notice, time } as NoticeMessage;
}
