import { Bool, Text } from '../fields.js';
import { rpc } from '../rpc.js';

export class RegisterRequest {
  @Text({ min: 1, max: 255, example: 'newuser', description: '1 to 20 characters after trimming, without @' })
  username: string;
  @Text({ min: 1, max: 1024, example: 'password123', description: '8 to 72 characters' }) password: string;
  @Text({ optional: true, max: 254, example: 'user@example.com' }) email?: string;
  @Text({ optional: true, max: 64, example: '123456' }) verification_code?: string;
  @Text({
    optional: true,
    max: 1024,
    example: 'INVITE123',
    description:
      'Code of the inviter, in any letter case if that is unambiguous. An unknown code is ignored unless the option AffCodeMustExist is on',
  })
  aff_code?: string;
  @Text({ optional: true, max: 4096, description: 'Turnstile token, while the check is on' }) turnstile?: string;
}

/** The outcome of a sign-up. */
export class RegisterReply {
  @Bool({ optional: true, description: 'If an affiliate code was given: whether an account was found for it' })
  invited?: boolean;
}

export const signUpsRpc = {
  register: rpc('rpc.auth.sign_up.register', RegisterRequest, RegisterReply, {
    access: 'public',
    limit: 'critical',
    errors: [
      'REGISTRATION_CLOSED',
      'PASSWORD_REGISTRATION_CLOSED',
      'EMAIL_REQUIRED',
      'EMAIL_CODE_INVALID',
      'EMAIL_INVALID',
      'EMAIL_DOMAIN_REFUSED',
      'EMAIL_ALIAS_REFUSED',
      'TURNSTILE_TOKEN_MISSING',
      'TURNSTILE_REFUSED',
      'TURNSTILE_UNAVAILABLE',
      'USERNAME_TAKEN',
      'USERNAME_CONFUSABLE',
      'AFF_CODE_UNKNOWN',
      'PASSWORD_BLOCKED',
      'OVERLOADED',
    ],
    timeoutMs: 10_000,
    work: 'hashing',
    summary: 'Make an account',
  }),
};
