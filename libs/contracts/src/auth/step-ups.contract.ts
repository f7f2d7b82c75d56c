import { Bool, Int, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

/** The purposes of a proof. The relay reads the keys of channels. */
export const PROOF_SCOPES = ['channel.key.read', 'passkey.register', 'passkey.delete'] as const;
export type ProofScope = (typeof PROOF_SCOPES)[number];

/** Whether a text names a scope. */
export function isProofScope(text: string): text is ProofScope {
  return (PROOF_SCOPES as readonly string[]).includes(text);
}

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
  @Text({ optional: true, max: 64, values: PROOF_SCOPES, description: 'What for; then the answer holds a proof token' })
  scope?: string;
}

/** A proof for `X-Security-Proof`. */
export class SecurityProof {
  @Text({ optional: true, description: 'For X-Security-Proof, in this session, until expires_at' })
  proof_token?: string;
  @Int({ optional: true, description: 'Unix seconds' }) expires_at?: number;
  @Text({ optional: true, example: '2fa' }) method?: string;
  @Text({ optional: true, example: 'passkey.register' }) scope?: string;
}

export class VerifyReply extends SecurityProof {
  @Bool() verified: boolean;
}

export class Verified {
  @Bool() verified: boolean;
  @Int({ optional: true, description: 'Unix seconds' }) expires_at?: number;
}

export const stepUpsRpc = {
  verify: rpc('rpc.auth.step_up.verify', VerifyRequest, VerifyReply, {
    access: 'user',
    limit: 'critical',
    errors: [
      'SESSION_NEEDED',
      'VERIFY_NO_FACTOR',
      'SECOND_FACTOR_OFF',
      'PASSKEY_OFF',
      'VERIFY_CODE_MISSING',
      'VERIFY_METHOD_UNKNOWN',
      'VERIFY_SCOPE_UNKNOWN',
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
