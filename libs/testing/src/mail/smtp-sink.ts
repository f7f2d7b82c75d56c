import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { LOOPBACK } from './certificate.js';

/** A mail as the server took it, decoded. */
export interface SunkMail {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly raw: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  /** The account that logged in to send it. */
  readonly user: string | undefined;
}

export interface SinkOptions {
  /** TLS from the first byte, with a certificate that no authority signed. */
  readonly secure?: boolean;
  /** Offers no STARTTLS. */
  readonly plain?: boolean;
  /** A fixed port, to come back on; 0 picks one. */
  readonly port?: number;
}

/** A real SMTP server on loopback that keeps what it is given. */
export interface SmtpSink {
  readonly port: number;
  readonly mails: SunkMail[];
  /** Refuses every mail while true, with a temporary error. */
  refuse: boolean;
  /** The first mail after `seen` others that satisfies the condition; fails after `ms`. */
  mailTo(address: string, seen?: number, ms?: number): Promise<SunkMail>;
  close(): Promise<void>;
}

/** Starts one. */
export async function smtpSink(options: SinkOptions = {}): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const server = new SMTPServer({
    ...LOOPBACK,
    secure: options.secure ?? false,
    authOptional: true,
    disabledCommands: options.plain ? ['STARTTLS'] : [],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onMailFrom: (_address, _session, done) => done(sink.refuse ? temporary() : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { rcptTo, mailFrom } = session.envelope;
        mails.push({
          to: rcptTo.map((r) => r.address),
          from: mailFrom ? mailFrom.address : '',
          ...parsed(Buffer.concat(chunks).toString('utf8')),
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
      });
    },
  });
  // a client that hangs up in the middle is part of some tests
  server.on('error', () => undefined);
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  const sink: SmtpSink = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    refuse: false,
    mailTo: async (address, seen = 0, ms = 10_000) => {
      for (const end = Date.now() + ms; ; await sleep(10)) {
        const found = mails.filter((mail) => mail.to.some((to) => to.toLowerCase() === address.toLowerCase()))[seen];
        if (found) return found;
        if (Date.now() > end) throw new Error(`no mail number ${seen + 1} to ${address} in ${ms} ms`);
      }
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
  return sink;
}

function temporary(): Error {
  return Object.assign(new Error('4.3.2 try again later'), { responseCode: 451 });
}

/** Enough of MIME for what our templates make: one multipart/alternative. */
function parsed(raw: string) {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const parts = boundary ? rest.join('\r\n\r\n').split(`--${boundary}`) : [];
  const body = (type: string) => {
    const part = parts.find((p) => p.includes(`Content-Type: ${type}`)) ?? '';
    const [partHead = '', ...lines] = part.split('\r\n\r\n');
    return decoded(lines.join('\r\n\r\n'), /Transfer-Encoding: (\S+)/i.exec(partHead)?.[1] ?? '7bit');
  };
  const subject = /^Subject: (.*(?:\r\n\s.*)*)/m.exec(head)?.[1] ?? '';
  return { subject: words(subject), text: body('text/plain'), html: body('text/html'), raw };
}

function decoded(text: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(text, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(encoding)) return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words (RFC 2047). */
function words(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
    decoded(
      word.replaceAll('_', kind.toUpperCase() === 'Q' ? ' ' : '_'),
      kind.toUpperCase() === 'B' ? 'base64' : 'quoted-printable',
    ),
  );
}
