import { Bool, Int, Json, List, Nested, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { BearerTokens } from './bearer-tokens.contract.js';
import { LoginReply } from './sessions.contract.js';
import { SecurityProof } from './step-ups.contract.js';

/** Base64url without padding. */
const BASE64URL = /^[A-Za-z0-9_-]*$/;
const BINARY = { pattern: BASE64URL, format: 'base64url' } as const;

export class AttestationResponse {
  @Text({ ...BINARY, min: 1, max: 65_536 }) attestationObject: string;
  @Text({ ...BINARY, min: 1, max: 8192 }) clientDataJSON: string;
  @List('string', { optional: true, max: 16 }) transports?: string[];
}

export class AssertionResponse {
  @Text({ ...BINARY, min: 1, max: 8192 }) authenticatorData: string;
  @Text({ ...BINARY, min: 1, max: 8192 }) clientDataJSON: string;
  @Text({ ...BINARY, min: 1, max: 8192 }) signature: string;
  @Text({ ...BINARY, optional: true, max: 128 }) userHandle?: string;
}

/** The result of navigator.credentials, as toJSON() writes it (Web Authentication 5.1). */
class PublicKeyCredential {
  @Text({ optional: true, max: 255, description: 'Of the first step' }) flow_token?: string;
  @Text({ ...BINARY, min: 1, max: 1364, description: 'Credential id, at most 1023 bytes' }) id: string;
  @Text({ ...BINARY, min: 1, max: 1364 }) rawId: string;
  @Text({ oneOf: ['public-key'] }) type: 'public-key';
  @Text({ optional: true, max: 32 }) authenticatorAttachment?: string;
  @Json({ optional: true }) clientExtensionResults?: object;
}

export class AttestationCredential extends PublicKeyCredential {
  @Text({ optional: true, max: 255, description: 'X-Security-Proof' }) security_proof?: string;
  @Nested(() => AttestationResponse) response: AttestationResponse;
}

export class AssertionCredential extends PublicKeyCredential {
  @Nested(() => AssertionResponse) response: AssertionResponse;
}

/** For navigator.credentials.create() and get(). */
export class CeremonyOptions {
  @Json({ description: '`publicKey` for the browser, in base64url JSON' }) options: object;
  @Text({ description: 'Names this request at the second step' }) flow_token: string;
  @Int({ description: 'Unix seconds' }) expires_at: number;
}

/** A request that a bearer session has to prove. */
export class ProvenRequest {
  @Text({ optional: true, max: 255, description: 'X-Security-Proof' }) security_proof?: string;
}

export class VerifyPasskeyRequest {
  @Text({ optional: true, max: 64, description: 'What for; then the second step answers a proof token' })
  scope?: string;
}

export class PasskeyItem {
  @Int() id: number;
  @Text({ format: 'date-time' }) created_at: string;
  @Text({ format: 'date-time', nullable: true }) last_used_at: string | null;
  @Bool({ description: 'Kept by a password manager or an account, on several devices' }) synced: boolean;
  @Bool({ description: 'Refused since its counter ran backwards: a copy of it may exist' }) locked: boolean;
}

export class PasskeyStatus {
  @Bool() enabled: boolean;
  @Text({ format: 'date-time', optional: true, nullable: true, description: 'Only while enabled' })
  last_used_at?: string | null;
  @List(() => PasskeyItem, { optional: true }) passkeys?: PasskeyItem[];
}

export class PasskeysOfUser {
  @Int({ min: 1 }) id: number;
}

const CLOSED = ['PASSKEY_CLOSED', 'PASSKEY_ORIGIN_UNKNOWN', 'PASSKEY_ORIGIN_INSECURE'] as const;
const SESSION = 'SESSION_NEEDED';
const OVER = 'PASSKEY_CEREMONY_OVER';
const PROOF = [
  'SECURITY_PROOF_REQUIRED',
  'SECURITY_PROOF_INVALID',
  'SECURITY_PROOF_EXPIRED',
  'SECURITY_PROOF_SCOPE_MISMATCH',
  'SECURITY_PROOF_METHOD_MISMATCH',
] as const;

export const passkeysRpc = {
  status: rpc('rpc.auth.passkey.status', Nothing, PasskeyStatus, {
    access: 'user',
    errors: [SESSION],
    summary: 'Your passkeys',
  }),
  delete: rpc('rpc.auth.passkey.delete', ProvenRequest, BearerTokens, {
    access: 'user',
    errors: [SESSION, 'LAST_WAY_IN', ...PROOF],
    stepUp: true,
    summary: 'Remove all your passkeys',
  }),
  registerBegin: rpc('rpc.auth.passkey.register_begin', ProvenRequest, CeremonyOptions, {
    access: 'user',
    errors: [SESSION, ...CLOSED, 'PASSKEY_TOO_MANY', ...PROOF],
    stepUp: true,
    summary: 'Begin to register a passkey',
  }),
  registerFinish: rpc('rpc.auth.passkey.register_finish', AttestationCredential, BearerTokens, {
    access: 'user',
    errors: [SESSION, ...CLOSED, OVER, 'PASSKEY_NOT_CREATED', 'PASSKEY_TOO_MANY', ...PROOF],
    summary: 'Register the passkey that the browser made',
  }),
  loginBegin: rpc('rpc.auth.passkey.login_begin', Nothing, CeremonyOptions, {
    access: 'public',
    limit: 'critical',
    errors: [...CLOSED, OVER],
    summary: 'Begin to log in with a passkey',
  }),
  loginFinish: rpc('rpc.auth.passkey.login_finish', AssertionCredential, LoginReply, {
    access: 'public',
    limit: 'critical',
    errors: [...CLOSED, OVER, 'PASSKEY_REFUSED', 'LOGIN_REFUSED'],
    summary: 'Log in with the passkey that the browser used',
  }),
  verifyBegin: rpc('rpc.auth.passkey.verify_begin', VerifyPasskeyRequest, CeremonyOptions, {
    access: 'user',
    errors: [SESSION, ...CLOSED, 'PASSKEY_NONE', 'VERIFY_SCOPE_UNKNOWN'],
    summary: 'Begin to prove that you hold your passkey',
  }),
  verifyFinish: rpc('rpc.auth.passkey.verify_finish', AssertionCredential, SecurityProof, {
    access: 'user',
    errors: [SESSION, ...CLOSED, OVER, 'PASSKEY_REFUSED'],
    summary: 'Prove it; POST /api/verify then takes the proof',
  }),
  resetOfUser: rpc('rpc.auth.passkey.reset_of_user', PasskeysOfUser, Nothing, {
    access: 'admin',
    permission: 'user.write',
    errors: ['USER_NOT_FOUND', 'PASSKEY_OUTRANKED', 'PASSKEY_NONE'],
    stepUp: true,
    summary: "Remove a lower user's passkeys",
  }),
};
