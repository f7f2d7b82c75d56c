import type { Locale } from '@tollgate/contracts';
import { job } from '@tollgate/platform/jobs';
import type { NoticeLetter } from './templates.js';

/** Whoever reads the queue learns who is written to, but no code and no link: these are made when the mail goes out. */
export interface CodePayload {
  readonly address: string;
  /** Who asked while logged in. */
  readonly userId: number | null;
  readonly locale: Locale;
}

export interface ResetPayload {
  readonly address: string;
  readonly locale: Locale;
}

export interface NoticePayload {
  /** Written to at the verified address that the account has by then. */
  readonly userId?: number;
  /** Or this address. */
  readonly to?: string;
  readonly letter: NoticeLetter;
  readonly locale: Locale;
}

export const MAIL_CODE = job<CodePayload>('mail.code');
export const MAIL_RESET = job<ResetPayload>('mail.reset');
export const MAIL_NOTICE = job<NoticePayload>('mail.notice');
