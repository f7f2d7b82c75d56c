import { Injectable } from '@nestjs/common';
import type { Locale } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import { createTransport } from 'nodemailer';
import { type Letter, render } from './templates.js';

/** SMTPS: implicit TLS whatever the switch says, as New API has it. */
const IMPLICIT_TLS_PORT = 465;
const CONNECT_MS = 10_000;
const SOCKET_MS = 20_000;

/** Hands letters to the SMTP server of the options. */
@Injectable()
export class Mailer {
  constructor(private readonly options: Options) {}

  /** Whether there is a server to hand mail to, and an address to send it from. */
  get configured(): boolean {
    return this.options.get('SMTPServer') !== '' && this.sender.includes('@');
  }

  /**
   * Sends a letter; resolves once the server has taken it for delivery.
   * @throws Error where it has not: the job that sends it is tried again
   */
  async send(to: string, letter: Letter, locale: Locale): Promise<void> {
    const transport = createTransport(this.settings());
    const system = this.options.get('SystemName');
    try {
      await transport.sendMail({
        from: { name: system, address: this.sender },
        // as an object: nodemailer then takes the text for one address, whatever is in it
        to: { name: '', address: to },
        ...render(letter, system, locale),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
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
      // opportunistic STARTTLS (RFC 7435): an active attacker could take the offer out anyway, so a certificate that
      // nobody signed is still better than no encryption; who needs more switches SMTPSSLEnabled on, which verifies
      tls: { rejectUnauthorized: secure, minVersion: 'TLSv1.2' as const },
      auth: user && pass ? { user, pass } : undefined,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SOCKET_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }
}
