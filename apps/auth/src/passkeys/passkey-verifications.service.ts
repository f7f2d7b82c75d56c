import { Injectable } from '@nestjs/common';
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { AssertionCredential, CeremonyOptions, VerifyPasskeyRequest } from '@tollgate/contracts/auth/passkeys';
import { isProofScope, type SecurityProof } from '@tollgate/contracts/auth/step-ups';
import { StepUpsService } from '../step-ups/step-ups.service.js';
import { AssertionCheck } from './assertion-check.js';
import { CEREMONY_MS, Challenges } from './challenges.js';
import { PasskeySite } from './passkey-site.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { toAsker } from './passkeys.service.js';

/** How long POST /api/verify accepts the proof, in seconds. */
const PROOF_SECONDS = 300;

/** Proof within a session that its user holds a passkey. */
@Injectable()
export class PasskeyVerificationsService {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly assertions: AssertionCheck,
    private readonly stepUps: StepUpsService,
  ) {}

  /** @throws AppError SESSION_NEEDED, PASSKEY_NONE, VERIFY_SCOPE_UNKNOWN */
  async begin({ scope }: VerifyPasskeyRequest, identity: Identity): Promise<CeremonyOptions> {
    const asker = toAsker(identity);
    if (scope && !isProofScope(scope)) throw new AppError('VERIFY_SCOPE_UNKNOWN', { scope });
    const site = this.site.read();
    const own = await this.passkeys.list(identity.userId);
    if (own.length === 0) throw new AppError('PASSKEY_NONE');
    const { challenge, flow } = await this.challenges.issue('verify', asker, scope);
    const publicKey = await generateAuthenticationOptions({
      rpID: site.rpId,
      challenge,
      timeout: CEREMONY_MS,
      userVerification: 'required',
      allowCredentials: own.map(({ credential_id }) => ({ id: credential_id.toString('base64url') })),
    });
    return { options: { publicKey }, ...flow };
  }

  /**
   * Stores that this session has shown a passkey. POST /api/verify consumes that proof; on its own it grants nothing. If the first
   * step named a scope, this verifies the session at once and returns a proof token.
   * @throws AppError SESSION_NEEDED, PASSKEY_CEREMONY_OVER, PASSKEY_REFUSED, CREDENTIAL_INVALID
   */
  async finish(credential: AssertionCredential, identity: Identity, caller: Caller): Promise<SecurityProof> {
    const asker = toAsker(identity);
    const { userId } = identity;
    const site = this.site.read();
    const { challenge, scope } = await this.challenges.take('verify', asker, credential);
    return this.assertions.take(credential, challenge, site, { userId, ...asker }, caller, async (tx) => {
      await lockOwner(tx, identity, caller);
      const session = { userId, sessionId: asker.sessionId };
      if (isProofScope(scope)) return this.stepUps.byShownPasskey(tx, { ...session, scope }, caller);
      await this.passkeys.addProof(tx, asker.sessionId, PROOF_SECONDS);
      return {};
    });
  }
}
