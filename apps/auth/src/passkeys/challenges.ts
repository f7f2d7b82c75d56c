import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { type Asker, PasskeysRepository, type Purpose } from './passkeys.repository.js';

/** How long an authenticator may take, in milliseconds. It equals the value of New API. */
export const CEREMONY_MS = 120_000;
const CHALLENGE_BYTES = 32;

/** The part of the client data that is checked here (Web Authentication 5.8.1). */
export interface ClientData {
  readonly challenge: string;
  readonly crossOrigin: boolean;
}

/** Challenges: 256 random bits, stored as a row. Each is good for one answer, for the same caller and the same purpose. */
@Injectable()
export class Challenges {
  constructor(private readonly passkeys: PasskeysRepository) {}

  async issue(purpose: Purpose, asker: Asker): Promise<Uint8Array<ArrayBuffer>> {
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
    await this.passkeys.issue(digest(challenge), purpose, asker, CEREMONY_MS / 1000);
    return challenge;
  }

  /**
   * Consumes the challenge before the answer is verified, so that there is no second answer. An answer from a frame of
   * another site is refused, because the library accepts it if the browser does not name that site.
   * @returns the challenge, base64url
   * @throws AppError PASSKEY_CEREMONY_OVER
   */
  async take(purpose: Purpose, asker: Asker, clientDataJSON: string): Promise<string> {
    const data = readClientData(clientDataJSON);
    if (!data) throw new AppError('PASSKEY_CEREMONY_OVER');
    const taken = await this.passkeys.take(digest(Buffer.from(data.challenge, 'base64url')), purpose, asker);
    if (!taken || data.crossOrigin) throw new AppError('PASSKEY_CEREMONY_OVER');
    return data.challenge;
  }
}

/** Parses the client data. Null if it is malformed. */
export function readClientData(base64url: string): ClientData | null {
  try {
    const data: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
    if (typeof data !== 'object' || data === null || !('challenge' in data)) return null;
    const { challenge } = data;
    if (typeof challenge !== 'string') return null;
    return { challenge, crossOrigin: ('crossOrigin' in data && data.crossOrigin !== false) || 'topOrigin' in data };
  } catch (error) {
    // Clients can send any text here. If it is not JSON, it is not a valid answer.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function digest(challenge: Uint8Array): Buffer {
  return createHash('sha256').update(challenge).digest();
}
