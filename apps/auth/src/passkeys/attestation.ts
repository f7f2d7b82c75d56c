import { verifyRegistrationResponse } from '@simplewebauthn/server';
import type { AttestationCredential } from '@tollgate/contracts/auth/passkeys';
import type { PasskeySiteSettings } from './passkey-site.js';
import type { NewPasskey } from './passkeys.repository.js';

/** EdDSA, ES256, RS256 (COSE): the algorithms that are offered and accepted. */
export const ALGORITHMS = [-8, -7, -257] as const;
const TRANSPORTS = new Set(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);
const MAX_ID_BYTES = 1023;

/**
 * Verifies a registration (Web Authentication 7.1). No attestation is requested or trusted, so nothing is known about the
 * device. Returns an error with the reason, for the log.
 */
export async function readAttestation(
  credential: AttestationCredential,
  challenge: string,
  site: PasskeySiteSettings,
): Promise<NewPasskey | Error> {
  const { attestationObject, clientDataJSON, transports = [] } = credential.response;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: credential.id,
        rawId: credential.rawId,
        type: credential.type,
        response: { attestationObject, clientDataJSON },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: site.origins,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    if (!verified) return new Error('the attestation is wrong');
    const credentialId = Buffer.from(registrationInfo.credential.id, 'base64url');
    if (credentialId.length > MAX_ID_BYTES) return new Error('the credential id is too long');
    return {
      credentialId,
      publicKey: Buffer.from(registrationInfo.credential.publicKey),
      counter: registrationInfo.credential.counter,
      transports: transports.filter((transport) => TRANSPORTS.has(transport)),
      backupEligible: registrationInfo.credentialDeviceType === 'multiDevice',
      backedUp: registrationInfo.credentialBackedUp,
    };
  } catch (error) {
    return error instanceof Error ? error : new Error('refused by the library', { cause: error });
  }
}
