import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { generateRegistrationOptions } from '@simplewebauthn/server';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type {
  AttestationCredential,
  CeremonyOptions,
  PasskeyStatus,
  ProvenRequest,
} from '@tollgate/contracts/auth/passkeys';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import { UnitOfWork } from '@tollgate/platform/db';
import { FactorChanges } from '../second-factors/factor-changes.js';
import { SecurityProofs, TO_REGISTER_PASSKEY } from '../step-ups/security-proofs.js';
import { ALGORITHMS, readAttestation } from './attestation.js';
import { CEREMONY_MS, Challenges } from './challenges.js';
import { PasskeySite } from './passkey-site.js';
import { type Asker, PasskeysRepository } from './passkeys.repository.js';

/** Passkeys per user. New API stores one and replaces it; with several, a lost device does not lock its user out. */
const MAX_PASSKEYS = 10;

/** The user's own passkeys. Every call needs a session, so an access token is refused. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly challenges: Challenges,
    private readonly site: PasskeySite,
    private readonly proofs: SecurityProofs,
    private readonly changes: FactorChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError SESSION_NEEDED */
  async status(identity: Identity): Promise<PasskeyStatus> {
    getSessionId(identity);
    const rows = await this.passkeys.list(identity.userId);
    if (rows.length === 0) return { enabled: false };
    const uses = rows.flatMap(({ last_used_at }) => (last_used_at ? [last_used_at.getTime()] : []));
    return {
      enabled: true,
      last_used_at: uses.length > 0 ? new Date(Math.max(...uses)).toISOString() : null,
      passkeys: rows.map((row) => ({
        id: row.id,
        created_at: row.created_at.toISOString(),
        last_used_at: row.last_used_at?.toISOString() ?? null,
        synced: row.backed_up,
        locked: row.locked,
      })),
    };
  }

  /** @throws AppError SESSION_NEEDED, PASSKEY_CLOSED, PASSKEY_ORIGIN_UNKNOWN, PASSKEY_ORIGIN_INSECURE, PASSKEY_TOO_MANY */
  async registerBegin({ security_proof }: ProvenRequest, identity: Identity, caller: Caller): Promise<CeremonyOptions> {
    const asker = toAsker(identity);
    await this.proofs.require(TO_REGISTER_PASSKEY, security_proof, identity, caller);
    const site = this.site.read();
    const own = await this.passkeys.list(identity.userId);
    if (own.length >= MAX_PASSKEYS) throw new AppError('PASSKEY_TOO_MANY', { most: MAX_PASSKEYS });
    const { challenge, flow } = await this.challenges.issue('register', asker);
    const publicKey = await generateRegistrationOptions({
      rpName: site.name,
      rpID: site.rpId,
      userID: new TextEncoder().encode(String(identity.userId)),
      userName: identity.username,
      userDisplayName: identity.username,
      challenge,
      timeout: CEREMONY_MS,
      attestationType: 'none',
      excludeCredentials: own.map(({ credential_id, transports }) => ({
        id: credential_id.toString('base64url'),
        transports,
      })),
      authenticatorSelection: {
        authenticatorAttachment: site.attachment,
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    return { options: { publicKey }, ...flow };
  }

  /**
   * Adds the passkey that the browser created. Ends all other sessions.
   * @throws AppError SESSION_NEEDED, PASSKEY_CEREMONY_OVER, PASSKEY_NOT_CREATED, PASSKEY_TOO_MANY, CREDENTIAL_INVALID
   */
  async registerFinish(credential: AttestationCredential, identity: Identity, caller: Caller): Promise<BearerTokens> {
    const asker = toAsker(identity);
    await this.proofs.require(TO_REGISTER_PASSKEY, credential.security_proof, identity, caller);
    const { userId } = identity;
    const site = this.site.read();
    const { challenge } = await this.challenges.take('register', asker, credential);
    const key = await readAttestation(credential, challenge, site);
    if (key instanceof Error) throw new AppError('PASSKEY_NOT_CREATED', {}, { cause: key });
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      if (!(await this.passkeys.add(tx, userId, key, MAX_PASSKEYS))) throw new AppError('PASSKEY_NOT_CREATED');
      const event = { userId, action: 'security.passkey_added', caller } as const;
      return this.changes.recordAndEndSessions(tx, event, asker.sessionId);
    });
  }
}

/** @throws AppError SESSION_NEEDED if the request came with an access token */
export function getSessionId(identity: Identity): number {
  if (identity.sessionId === null) throw new AppError('SESSION_NEEDED');
  return identity.sessionId;
}

/** The session that the challenges of its user's passkeys belong to. */
export function toAsker(identity: Identity): Asker & { sessionId: number } {
  return { sessionId: getSessionId(identity), browser: null };
}
