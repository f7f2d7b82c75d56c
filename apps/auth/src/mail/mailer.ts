import { Injectable } from '@nestjs/common';
import type { Locale } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { createTransport } from 'nodemailer';
import { type MailMessage, render } from './templates.js';

/** SMTPS: implicit TLS, even if the switch is off, as in New API. */
const IMPLICIT_TLS_PORT = 465;
const CONNECT_MS = 10_000;
const SOCKET_MS = 20_000;

/** Sends mails through the SMTP server of the options. */
@Injectable()
export class Mailer {
  constructor(private readonly options: Options) {}

  /** Whether a server and a sender address are configured. */
  get isConfigured(): boolean {
    return this.options.get('SMTPServer') !== '' && this.sender.includes('@');
  }

  /**
   * Sends a mail. Resolves with the answer of the server when it has accepted the mail for delivery.
   * @throws Error if it has not, so that the job is retried
   */
  async send(to: string, message: MailMessage, locale: Locale): Promise<string> {
    const transport = createTransport(this.settings());
    const system = this.options.get('SystemName');
    try {
      const { response } = await transport.sendMail({
        from: { name: system, address: this.sender },
        // As an object, so that nodemailer takes the text as one address.
        to: { name: '', address: to },
        ...render(message, system, locale),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return response;
    } finally {
      transport.close();
    }
  }

  private get sender(): string {
    return this.options.get('SMTPFrom') || this.options.get('SMTPAccount');
  }

  private settings() {
    const port = this.options.get('SMTPPort');
    const secure = this.options.get('SMTPSSLEnabled') || port === IMPLICIT_TLS_PORT;
    const user = this.options.get('SMTPAccount');
    const pass = this.options.get('SMTPToken');
    return {
      host: this.options.get('SMTPServer'),
      port,
      secure,
      // Opportunistic STARTTLS (RFC 7435). An active attacker could remove the offer, so an unverified certificate is still
      // better than no encryption. If you need more, switch SMTPSSLEnabled on: then the certificate is verified.
      tls: {
        rejectUnauthorized: secure && !this.options.get('SMTPInsecureSkipVerify'),
        minVersion: 'TLSv1.2' as const,
      },
      requireTLS: this.options.get('SMTPStartTLSEnabled'),
      auth: user && pass ? { user, pass } : undefined,
      ...(this.options.get('SMTPForceAuthLogin') && { authMethod: 'LOGIN' }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SOCKET_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}
