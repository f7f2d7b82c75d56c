import { Bool, Int, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class VerifyRequest {
  @Text({
    min: 1,
    max: 32,
    example: '2fa',
    description: '`2fa`, `passkey` (after passkey/verify/finish) or `password`',
  })
  method: string;
  @Text({ optional: true, max: 1024, description: 'For `2fa`: app or backup code; for `password`: the password' })
  code?: string;
}

export class Verified {
  @Bool() verified: boolean;
  @Int({ optional: true, description: 'Unix seconds' }) expires_at?: number;
}

export const stepUpsRpc = {
  verify: rpc('rpc.auth.step_up.verify', VerifyRequest, Verified, {
    access: 'user',
    limit: 'critical',
    errors: [
      'SESSION_NEEDED',
      'VERIFY_NO_FACTOR',
      'SECOND_FACTOR_OFF',
      'PASSKEY_OFF',
      'VERIFY_CODE_MISSING',
      'VERIFY_METHOD_UNKNOWN',
      'VERIFY_FAILED',
    ],
    timeoutMs: 10_000,
    work: 'hashing',
    summary: 'Prove again who you are, for 300 seconds',
  }),
  status: rpc('rpc.auth.step_up.status', Nothing, Verified, {
    access: 'user',
    summary: 'Whether that proof still holds',
  }),
};
