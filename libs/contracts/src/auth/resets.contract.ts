import { Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { SendCodeRequest } from './verifications.contract.js';

export class ResetRequest {
  @Text({ min: 1, max: 254, example: 'user@example.com' }) email: string;
  @Text({ min: 1, max: 255, description: 'Token from the link in the mail' }) token: string;
}

export class ResetReply {
  @Text({ description: 'The new password, made by the server' }) password: string;
}

export const resetsRpc = {
  request: rpc('rpc.auth.reset.request', SendCodeRequest, Nothing, {
    access: 'public',
    limit: 'critical',
    errors: [
      'MAIL_NOT_CONFIGURED',
      'EMAIL_INVALID',
      'TURNSTILE_TOKEN_MISSING',
      'TURNSTILE_REFUSED',
      'TURNSTILE_UNAVAILABLE',
    ],
    timeoutMs: 8000,
    work: 'waiting',
    summary: 'Mail a link that resets the password; the answer is the same whether or not an account has the address',
  }),
  finish: rpc('rpc.auth.reset.finish', ResetRequest, ResetReply, {
    access: 'public',
    limit: 'critical',
    errors: ['RESET_LINK_INVALID', 'OVERLOADED'],
    timeoutMs: 10_000,
    work: 'hashing',
    summary: 'Trade a reset link for a new password; ends every session and token, and turns API keys off',
  }),
};
