import { Bool, Int, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class TestMailRequest {
  @Text({ min: 1, max: 254, example: 'admin@example.com' }) to: string;
}

/** The answer of the mail server to a test mail. */
export class MailTest {
  @Bool({ description: 'The server accepted the mail' }) sent: boolean;
  @Text({ optional: true, description: 'recipient, login, server or connection, if it was not accepted' })
  reason?: string;
  @Int({ optional: true, nullable: true, description: 'Reply code of the server' }) code?: number | null;
  @Text({ max: 1024, description: 'The words of the server', example: '250 OK' }) response: string;
}

export class MailFailureItem {
  @Int() id: number;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Text({ example: 'recipient', description: 'recipient, login, server or connection' }) reason: string;
  @Text({ example: 'user@example.com' }) address: string;
  @Int({ nullable: true, description: 'Reply code of the server, if there was a reply' }) code: number | null;
  @Text({ max: 1024, description: 'The words of the server' }) response: string;
  @Bool({ description: 'It is not retried' }) final: boolean;
}

export class MailFailureList {
  @List(() => MailFailureItem) failures: MailFailureItem[];
}

export const mailRpc = {
  test: rpc('rpc.auth.mail.test', TestMailRequest, MailTest, {
    access: 'root',
    stepUp: false,
    timeoutMs: 40_000,
    work: 'waiting',
    errors: ['EMAIL_INVALID', 'MAIL_NOT_CONFIGURED'],
    summary: 'Send a test mail and return the answer of the mail server',
  }),
  failures: rpc('rpc.auth.mail.failures', Nothing, MailFailureList, {
    access: 'admin',
    permission: 'user.read',
    summary: 'Mails that the mail server did not accept, newest first',
  }),
};
