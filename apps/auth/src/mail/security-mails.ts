import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import { MAIL_NOTICE, type NoticePayload } from './mail-messages.js';
import type { NoticeLetter } from './templates.js';

type Untimed<L> = L extends { time: string } ? Omit<L, 'time'> : never;

/** Something that happened to an account. */
export type Notice = Untimed<NoticeLetter>;

/** The request by which it happened. */
type Cause = Pick<Caller, 'locale' | 'requestId'>;

/** Tells people by mail what happened to their account. */
@Injectable()
export class SecurityMails {
  constructor(private readonly jobs: Jobs) {}

  /** Tells a user, at the verified address the account has when the mail goes out; without one nobody is told. */
  async send(tx: Tx, userId: number, notice: Notice, { locale, requestId }: Cause): Promise<void> {
    await this.add(tx, { userId, letter: timed(notice), locale }, requestId);
  }

  /** Tells an address that has just left the account, or that never belonged to it for certain. */
  async sendTo(tx: Tx, address: string, notice: Notice, { locale, requestId }: Cause): Promise<void> {
    await this.add(tx, { to: address, letter: timed(notice), locale }, requestId);
  }

  private add(tx: Tx, payload: NoticePayload, requestId: string): Promise<void> {
    return this.jobs.add(tx, MAIL_NOTICE, payload, { requestId });
  }
}

function timed(notice: Notice): NoticeLetter {
  const time = `${new Date().toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return { ...notice, time } as NoticeLetter;
}
