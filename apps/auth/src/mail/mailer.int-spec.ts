import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type OptionKey, OPTIONS, type Options, type OptionValue } from '@tollgate/options';
import { type SinkOptions, smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { Mailer } from './mailer.js';

let sink: SmtpSink | undefined;
afterEach(async () => {
  await sink?.close();
  sink = undefined;
});

function optionsOf(stored: Partial<Record<OptionKey, string>>): Options {
  const get = <K extends OptionKey>(key: K) =>
    OPTIONS[key].read(stored[key] ?? OPTIONS[key].fallback) as OptionValue<K>;
  return { get } as unknown as Options;
}

async function send(server: SinkOptions, stored: Partial<Record<OptionKey, string>> = {}) {
  sink = await smtpSink(server);
  const mailer = new Mailer(
    optionsOf({
      SMTPServer: '127.0.0.1',
      SMTPPort: String(sink.port),
      SMTPAccount: 'me@example.com',
      SMTPToken: 'pw',
      ...stored,
    }),
  );
  await mailer.send('you@example.com', { kind: 'code', code: 'abc234' }, 'en');
  return sink.mails[0];
}

describe('Mailer', () => {
  it('verifies the certificate if TLS is on, and sends nothing to an untrusted server', async () => {
    await expect(send({ secure: true }, { SMTPSSLEnabled: 'true' })).rejects.toThrow(/self-signed/);
    expect(sink?.mails).toEqual([]);
  });

  it('uses STARTTLS if it is offered', async () => {
    expect(await send({})).toMatchObject({ secure: true, user: 'me@example.com', from: 'me@example.com' });
  });

  it('sends in plain text if it is not', async () => {
    expect(await send({ plain: true }, { SMTPFrom: 'from@example.com' })).toMatchObject({
      secure: false,
      from: 'from@example.com',
    });
  });

  it('sends text and HTML with the same content', async () => {
    const mail = await send({});
    expect(mail?.text).toContain('Your code: abc234');
    expect(mail?.html).toContain('<strong>abc234</strong>');
    expect(mail?.raw).toContain('Auto-Submitted: auto-generated');
  });

  it('accepts no value that adds a recipient or a header', async () => {
    sink = await smtpSink({});
    const mailer = new Mailer(
      optionsOf({
        SMTPServer: '127.0.0.1',
        SMTPPort: String(sink.port),
        SMTPAccount: 'me@example.com',
        SystemName: 'X\r\nBcc: z@example.com',
      }),
    );
    await mailer
      .send('you@example.com', { kind: 'new_device', ip: '1', device: 'a\r\nBcc: z@example.com', time: 't' }, 'zh')
      .catch(() => undefined);
    expect(sink.mails.flatMap((mail) => mail.to)).not.toContain('z@example.com');
    expect(sink.mails.some((mail) => /^Bcc:/m.test(mail.raw.split('\r\n\r\n')[0] ?? ''))).toBe(false);
  });

  it('fails if there is no answer, so that the job is retried', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as { port: number };
    await new Promise((done) => closed.close(done));
    const mailer = new Mailer(
      optionsOf({ SMTPServer: '127.0.0.1', SMTPPort: String(port), SMTPAccount: 'me@example.com' }),
    );
    await expect(mailer.send('you@example.com', { kind: 'account_exists' }, 'zh')).rejects.toThrow('ECONNREFUSED');
  });

  it('is not configured without a server or a sender', () => {
    expect(new Mailer(optionsOf({})).isConfigured).toBe(false);
    expect(new Mailer(optionsOf({ SMTPServer: 'mail.example.com', SMTPAccount: 'not an address' })).isConfigured).toBe(
      false,
    );
    expect(new Mailer(optionsOf({ SMTPServer: 'mail.example.com', SMTPFrom: 'a@example.com' })).isConfigured).toBe(
      true,
    );
  });
});
