import type { Locale } from '@tollgate/contracts';
import { job } from '@tollgate/platform/jobs';
import type { NoticeMessage } from './templates.js';

/**
 * The payload names the recipient but holds no code and no link, because readers of the queue must not learn them. They are
 * created when the mail is sent.
 */
export interface CodePayload {
  readonly address: string;
  /** Random; the code is computed from it with a key. Absent in jobs of the release before. */
  readonly order?: string;
  /** `user:<id>` or `guest:<network>`. */
  readonly requester?: string;
  /** The account that requested the code. Null for a guest. */
  readonly userId: number | null;
  readonly locale: Locale;
}

export interface ResetPayload {
  readonly address: string;
  /** Random; the token is computed from it with a key. Absent in jobs of the release before. */
  readonly order?: string;
  readonly locale: Locale;
}

export interface NoticePayload {
  /** The user, who is written to at the verified address of that time. */
  readonly userId?: number;
  /** Or an address. */
  readonly to?: string;
  /** Named so for the jobs that an earlier version has queued. */
  readonly letter: NoticeMessage;
  readonly locale: Locale;
}

export const MAIL_CODE = job<CodePayload>('mail.code');
export const MAIL_RESET = job<ResetPayload>('mail.reset');
export const MAIL_NOTICE = job<NoticePayload>('mail.notice');
