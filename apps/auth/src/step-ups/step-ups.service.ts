import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import {
  isProofScope,
  type ProofScope,
  type Verified,
  type VerifyReply,
  type VerifyRequest,
} from '@tollgate/contracts/auth/step-ups';
import { STEP_UP_SECONDS } from '@tollgate/account-rules';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Passwords } from '../passwords/passwords.js';
import { CodeCheck } from '../second-factors/code-check.js';
import { parseCode } from '../second-factors/codes.js';
import { SecurityEvents } from '../security-events/security-events.js';
import { type ProofMethod, SecurityProofs } from './security-proofs.js';
import { type Factors, StepUpsRepository } from './step-ups.repository.js';

/** The name of a method in a log line. */
const LABEL: Readonly<Record<ProofMethod, string>> = { '2fa': '2FA', passkey: 'Passkey', password: '密码' };

/** The session of the request. */
export interface ActiveSession {
  readonly userId: number;
  readonly sessionId: number;
  /** The scope of the proof token in the answer; undefined if the client wants no token. */
  readonly scope?: ProofScope;
}

/** Step-up: a fresh proof of identity within a session. The proof belongs to the session and is valid for 300 seconds. */
@Injectable()
export class StepUpsService {
  constructor(
    private readonly stepUps: StepUpsRepository,
    private readonly proofs: SecurityProofs,
    private readonly check: CodeCheck,
    private readonly passwords: Passwords,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Verifies by a code of the second factor, by the passkey that passkey/verify/finish has just accepted, or by the password
   * if the user has neither. New API has no password method, but without it such users could not pass if a proof is
   * required.
   * @throws AppError SESSION_NEEDED, VERIFY_NO_FACTOR, SECOND_FACTOR_OFF, PASSKEY_OFF, VERIFY_CODE_MISSING,
   *   VERIFY_METHOD_UNKNOWN, VERIFY_SCOPE_UNKNOWN, VERIFY_FAILED (wrong, or locked)
   */
  async verify(request: VerifyRequest, identity: Identity, caller: Caller): Promise<VerifyReply> {
    const { method, code } = request;
    const { userId, sessionId } = identity;
    if (sessionId === null) throw new AppError('SESSION_NEEDED');
    const asking: ActiveSession = { userId, sessionId, scope: toScope(request.scope) };
    const means = await this.stepUps.factors(userId);
    if (!means) throw new AppError('CREDENTIAL_INVALID');
    const hasFactor = means.second_factor || means.passkey;
    if (method === 'password' && !hasFactor) return this.byPassword(asking, means, code, caller);
    if (!hasFactor) throw new AppError('VERIFY_NO_FACTOR');
    if (method === '2fa') return this.byCode(asking, means, code, caller);
    if (method === 'passkey') return this.byPasskey(asking, means, caller);
    throw new AppError('VERIFY_METHOD_UNKNOWN', { method });
  }

  async status({ userId, sessionId }: Identity): Promise<Verified> {
    const until = sessionId === null ? undefined : await this.stepUps.verifiedUntil(sessionId, userId);
    return until === undefined ? { verified: false } : { verified: true, expires_at: until };
  }

  private async byCode(
    asking: ActiveSession,
    means: Factors,
    typed: string | undefined,
    caller: Caller,
  ): Promise<VerifyReply> {
    if (!means.second_factor) throw new AppError('SECOND_FACTOR_OFF');
    if (!typed) throw new AppError('VERIFY_CODE_MISSING');
    const code = parseCode(typed);
    if (!code) throw new AppError('VERIFY_FAILED');
    const mark = (tx: Tx) => this.mark(tx, asking, '2fa', caller);
    return this.check.take(asking, code, caller, 'VERIFY_FAILED', mark).catch((error: unknown) => {
      // A lock gets the answer of a wrong code, as in New API.
      if (!(error instanceof AppError) || error.code !== 'SECOND_FACTOR_LOCKED') throw error;
      throw new AppError('VERIFY_FAILED', {}, { retryAfter: error.retryAfter });
    });
  }

  private async byPasskey(asking: ActiveSession, means: Factors, caller: Caller): Promise<VerifyReply> {
    if (!means.passkey) throw new AppError('PASSKEY_OFF');
    return this.uow.run(async (tx) => {
      if (!(await this.stepUps.takeProof(tx, asking.sessionId))) throw new AppError('VERIFY_FAILED');
      return this.mark(tx, asking, 'passkey', caller);
    });
  }

  /** Marks a session whose passkey was verified in this transaction. */
  byShownPasskey(tx: Tx, asking: ActiveSession, caller: Caller): Promise<VerifyReply> {
    return this.mark(tx, asking, 'passkey', caller);
  }

  private async byPassword(
    asking: ActiveSession,
    means: Factors,
    typed: string | undefined,
    caller: Caller,
  ): Promise<VerifyReply> {
    if (!typed) throw new AppError('VERIFY_CODE_MISSING');
    if (!(await this.passwords.verify(asking, means.password_hash, typed, caller))) throw new AppError('VERIFY_FAILED');
    return this.uow.run((tx) => this.mark(tx, asking, 'password', caller));
  }

  private async mark(
    tx: Tx,
    { userId, sessionId, scope }: ActiveSession,
    method: ProofMethod,
    caller: Caller,
  ): Promise<VerifyReply> {
    const until = await this.stepUps.mark(tx, sessionId, userId, STEP_UP_SECONDS);
    if (until === undefined) throw new AppError('CREDENTIAL_INVALID');
    const line = `通用安全验证成功 (验证方式: ${LABEL[method]})`;
    await this.events.recordDone(tx, { userId, action: 'security.verified', line, caller });
    const proof = scope && (await this.proofs.give(tx, sessionId, scope, method));
    return { verified: true, expires_at: until, ...proof };
  }
}

/** @throws AppError VERIFY_SCOPE_UNKNOWN */
function toScope(text: string | undefined): ProofScope | undefined {
  if (!text) return undefined;
  if (isProofScope(text)) return text;
  throw new AppError('VERIFY_SCOPE_UNKNOWN', { scope: text });
}
