import { Injectable } from '@nestjs/common';
import { verifyAuthenticationResponse, type VerifiedAuthenticationResponse } from '@simplewebauthn/server';
import { AppError, type Caller } from '@tollgate/contracts';
import type { AssertionCredential } from '@tollgate/contracts/auth/passkeys';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { type Attempt, Throttle } from '../throttle/throttle.js';
import type { Site } from './passkey-site.js';
import { type PasskeyRow, PasskeysRepository } from './passkeys.repository.js';

type Info = VerifiedAuthenticationResponse['authenticationInfo'];

/** Whose passkey is expected: a session's user's, or anybody's who names themselves by it. */
export type Expected = { readonly userId: number; readonly sessionId: number } | null;

/** The one place where the answer of a passkey is checked: logging in and step-up both come here. */
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
   * Verifies an answer (Web Authentication 7.2) whose challenge was taken already, and does `then` in the transaction
   * that moves the passkey's counter on: both happen or neither. A passkey whose counter did not move on is locked.
   * @throws AppError PASSKEY_REFUSED, whatever was wrong; or what `then` throws
   */
  async take<T>(
    credential: AssertionCredential,
    challenge: string,
    site: Site,
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
    await this.events.refused(this.database, { userId: passkey.user_id, action, actor: null, caller });
    throw new AppError('PASSKEY_REFUSED', {}, { cause: isRight ? undefined : (verified ?? undefined) });
  }

  /** Null where the counter did not move on: of two answers with one count, the second is a copy's. */
  private async use<T>(
    passkey: PasskeyRow,
    verified: Info,
    then: (tx: Tx, userId: number) => Promise<T>,
    attempt: Attempt,
  ): Promise<{ value: T } | null> {
    const { newCounter, credentialBackedUp } = verified;
    try {
      return await this.uow.run(async (tx) => {
        // first what locks the user's row, as everywhere
        const value = await then(tx, passkey.user_id);
        if (!(await this.passkeys.advance(tx, passkey.id, newCounter, credentialBackedUp))) throw new NotAdvanced();
        await this.throttle.passed(attempt, tx);
        return { value };
      });
    } catch (error) {
      if (error instanceof NotAdvanced) return null;
      // the answer was right; what it was for was refused
      if (error instanceof AppError) await this.throttle.released(attempt);
      throw error;
    }
  }
}

/** Rolls back what was done with a passkey whose counter did not move on. */
class NotAdvanced extends Error {}

/**
 * What the library proves (challenge, origin, domain, presence, verification of the user, signature), and what it leaves
 * to us: the owner, the user handle, the lock, and the eligibility for backup, which never changes. What was wrong is
 * returned, for the log; nobody outside is told.
 */
async function verify(
  credential: AssertionCredential,
  challenge: string,
  site: Site,
  passkey: PasskeyRow,
  expected: Expected,
): Promise<Info | Error> {
  const { userHandle } = credential.response;
  if (expected !== null && expected.userId !== passkey.user_id) return new Error("another user's passkey");
  const handle = userHandle === undefined ? undefined : Buffer.from(userHandle, 'base64url').toString('latin1');
  // without a session the answer alone says who it is: it has to name its user
  const isNamed = handle === undefined ? expected !== null : handle === String(passkey.user_id);
  if (!isNamed) return new Error('the user handle is missing or another one');
  if (passkey.locked) return new Error('the passkey is locked');
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...credential, clientExtensionResults: {}, authenticatorAttachment: undefined },
      expectedChallenge: challenge,
      expectedOrigin: site.origins,
      expectedRPID: site.rpId,
      // the count is compared by the statement that stores it, where two answers at once cannot both pass
      credential: { id: credential.id, publicKey: new Uint8Array(passkey.public_key), counter: 0 },
      requireUserVerification: true,
    });
    if (!verified) return new Error('the signature is not right');
    const isEligible = authenticationInfo.credentialDeviceType === 'multiDevice';
    return isEligible === passkey.backup_eligible ? authenticationInfo : new Error('the BE flag changed');
  } catch (error) {
    return error instanceof Error ? error : new Error('refused by the library', { cause: error });
  }
}
