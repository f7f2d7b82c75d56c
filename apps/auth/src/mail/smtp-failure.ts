/** Why the mail server did not accept a mail. */
export interface SmtpFailure {
  /** recipient: no such mailbox; login: account or password refused; server: another refusal; connection: no answer. */
  readonly reason: 'recipient' | 'login' | 'server' | 'connection';
  /** The reply code (RFC 5321 section 4.2), if there was a reply. */
  readonly code: number | null;
  /** The words of the server, at most 500 characters. */
  readonly response: string;
  /** Whether another attempt cannot succeed: the server refused the recipient permanently. */
  readonly final: boolean;
}

const MAX_RESPONSE = 500;

/** Reads the error of nodemailer. A refusal of the recipient with 5xx is final, because the mailbox does not exist. */
export function readSmtpFailure(error: unknown): SmtpFailure {
  const { responseCode, command, code: kind, response, message } = error as Record<string, unknown>;
  const code = typeof responseCode === 'number' ? responseCode : null;
  const text = typeof response === 'string' ? response : String(message ?? 'no answer');
  const words = [...text.replace(/\p{Cc}+/gu, ' ').toWellFormed()].slice(0, MAX_RESPONSE).join('');
  const isRecipient = typeof command === 'string' && command.toUpperCase().startsWith('RCPT');
  if (isRecipient && code !== null) return { reason: 'recipient', code, response: words, final: code >= 500 };
  if (kind === 'EAUTH') return { reason: 'login', code, response: words, final: false };
  return { reason: code === null ? 'connection' : 'server', code, response: words, final: false };
}
