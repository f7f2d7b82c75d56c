import { Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class SendCodeRequest {
  @Text({ min: 1, max: 254, example: 'user@example.com', description: 'A literal + is a plus' }) email: string;
  @Text({ optional: true, max: 4096, description: 'Turnstile token, while the check is on' }) turnstile?: string;
}

export class BindEmailRequest {
  @Text({ min: 1, max: 254, example: 'user@example.com' }) email: string;
  @Text({ min: 1, max: 64, example: 'k7m2qx', description: 'Code from the mail' }) code: string;
}

export const verificationsRpc = {
  send: rpc('rpc.auth.verification.send', SendCodeRequest, Nothing, {
    access: 'public',
    limit: 'mail',
    errors: [
      'MAIL_NOT_CONFIGURED',
      'EMAIL_INVALID',
      'EMAIL_DOMAIN_REFUSED',
      'EMAIL_ALIAS_REFUSED',
      'TURNSTILE_TOKEN_MISSING',
      'TURNSTILE_REFUSED',
      'TURNSTILE_UNAVAILABLE',
    ],
    timeoutMs: 8000,
    work: 'waiting',
    summary: 'Mail a code that proves an address; the answer is the same whether or not an account has it',
  }),
  bind: rpc('rpc.auth.verification.bind', BindEmailRequest, Nothing, {
    access: 'user',
    limit: 'critical',
    stepUp: true,
    errors: ['EMAIL_INVALID', 'EMAIL_CODE_INVALID', 'EMAIL_TAKEN'],
    summary: 'Put a proven address on your account',
  }),
};
