import { Injectable } from '@nestjs/common';
import { verifyAuthenticationResponse, type VerifiedAuthenticationResponse } from '@simplewebauthn/server';
import { AppError, type Caller } from '@tollgate/contracts';
import type { AssertionCredential } from '@tollgate/contracts/auth/passkeys';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { type Attempt, Throttle } from '../throttle/throttle.js';
import type { PasskeySiteSettings } from './passkey-site.js';
import { type PasskeyRow, PasskeysRepository } from './passkeys.repository.js';

type Info = VerifiedAuthenticationResponse['authenticationInfo'];

/** The user and session whose passkey is expected. Null at login, because the passkey itself names the user. */
export type Expected = { readonly userId: number; readonly sessionId: number } | null;

/** The only place that verifies an assertion: login and step-up use it. */
@Injectable()
export class AssertionCheck {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly throttle: Throttle,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
    private readonly database: Database,
  ) {}

  /**
   * Verifies an assertion (Web Authentication 7.2) whose challenge has been consumed, and runs `then` in the transaction
   * that stores the signature counter, so that both happen or neither. A passkey whose counter did not increase is locked.
   * @throws AppError PASSKEY_REFUSED for every fault of the assertion; or an error of `then`
   */
  async take<T>(
    credential: AssertionCredential,
    challenge: string,
    site: PasskeySiteSettings,
    expected: Expected,
    caller: Caller,
    then: (tx: Tx, userId: number) => Promise<T>,
  ): Promise<T> {
    const passkey = await this.passkeys.find(Buffer.from(credential.id, 'base64url'));
    if (!passkey) throw new AppError('PASSKEY_REFUSED');
    const owner = { userId: passkey.user_id, sessionId: expected?.sessionId };
    const attempt = await this.throttle.reserve('passkey', owner, caller);
    const verified = attempt.allowed ? await verify(credential, challenge, site, passkey, expected) : null;
    const isRight = verified !== null && !(verified instanceof Error);
    const taken = isRight ? await this.use(passkey, verified, then, attempt) : null;
    if (taken) return taken.value;
    await this.throttle.missed(attempt);
    const isCopied = isRight && (await this.passkeys.lock(passkey.id, verified.newCounter));
    const action = isCopied ? 'security.passkey_locked' : 'security.passkey_refused';
    await this.events.recordRefused(this.database, { userId: passkey.user_id, action, actor: null, caller });
    throw new AppError('PASSKEY_REFUSED', {}, { cause: isRight ? undefined : (verified ?? undefined) });
  }

  /** Null if the counter did not increase: of two assertions with the same count, the second comes from a copy. */
  private async use<T>(
    passkey: PasskeyRow,
    verified: Info,
    then: (tx: Tx, userId: number) => Promise<T>,
    attempt: Attempt,
  ): Promise<{ value: T } | null> {
    const { newCounter, credentialBackedUp } = verified;
    try {
      return await this.uow.run(async (tx) => {
        // The lock of the user row comes first, as everywhere.
        const value = await then(tx, passkey.user_id);
        if (!(await this.passkeys.advance(tx, passkey.id, newCounter, credentialBackedUp))) throw new NotAdvanced();
        await this.throttle.passed(attempt, tx);
        return { value };
      });
    } catch (error) {
      if (error instanceof NotAdvanced) return null;
      // The assertion was right, but the action was refused.
      if (error instanceof AppError) await this.throttle.released(attempt);
      throw error;
    }
  }
}

/** Rolls back the transaction of a passkey whose counter did not increase. */
class NotAdvanced extends Error {}

/**
 * Verifies an assertion. The library checks challenge, origin, domain, presence, user verification and signature. This
 * function checks the owner, the user handle, the lock and the backup eligibility, which never changes. It returns the fault
 * for the log only; the caller does not learn it.
 */
async function verify(
  credential: AssertionCredential,
  challenge: string,
  site: PasskeySiteSettings,
  passkey: PasskeyRow,
  expected: Expected,
): Promise<Info | Error> {
  const { userHandle } = credential.response;
  if (expected !== null && expected.userId !== passkey.user_id) return new Error("another user's passkey");
  const handle = userHandle === undefined ? undefined : Buffer.from(userHandle, 'base64url').toString('latin1');
  // Without a session the assertion must name the user.
  const isNamed = handle === undefined ? expected !== null : handle === String(passkey.user_id);
  if (!isNamed) return new Error('the user handle is missing or belongs to another user');
  if (passkey.locked) return new Error('the passkey is locked');
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...credential, clientExtensionResults: {}, authenticatorAttachment: undefined },
      expectedChallenge: challenge,
      expectedOrigin: site.origins,
      expectedRPID: site.rpId,
      // The statement that stores the count compares it, so that two concurrent assertions cannot both pass.
      credential: { id: credential.id, publicKey: new Uint8Array(passkey.public_key), counter: 0 },
      requireUserVerification: true,
    });
    if (!verified) return new Error('the signature is wrong');
    const isEligible = authenticationInfo.credentialDeviceType === 'multiDevice';
    return isEligible === passkey.backup_eligible ? authenticationInfo : new Error('the BE flag changed');
  } catch (error) {
    return error instanceof Error ? error : new Error('refused by the library', { cause: error });
  }
}
