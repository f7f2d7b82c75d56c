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

/** A challenge, and the name of the ceremony at its second step. */
export interface Issued {
  readonly challenge: Uint8Array<ArrayBuffer>;
  readonly flow: { readonly flow_token: string; readonly expires_at: number };
}

/** The parts of a credential that name the challenge. */
interface Answered {
  readonly flow_token?: string;
  readonly response: { readonly clientDataJSON: string };
}

interface Taken {
  readonly challenge: string;
  readonly scope: string;
}

/** Challenges: 256 random bits, stored as a row. Each is good for one answer, for the same caller and the same purpose. */
@Injectable()
export class Challenges {
  constructor(private readonly passkeys: PasskeysRepository) {}

  /** @param scope what a verification is for */
  async issue(purpose: Purpose, asker: Asker, scope = ''): Promise<Issued> {
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES));
    await this.passkeys.issue(digest(challenge), purpose, asker, CEREMONY_MS / 1000, scope);
    // The challenge has one use and belongs to its caller already, so it also names the ceremony.
    const flow_token = Buffer.from(challenge).toString('base64url');
    return { challenge, flow: { flow_token, expires_at: Math.floor((Date.now() + CEREMONY_MS) / 1000) } };
  }

  /**
   * Consumes the challenge before the answer is verified, so that there is no second answer. An answer from a frame of
   * another site is refused, because the library accepts it if the browser does not name that site.
   * @returns the challenge in base64url, and the scope it was issued for
   * @throws AppError PASSKEY_CEREMONY_OVER
   */
  async take(purpose: Purpose, asker: Asker, { flow_token, response }: Answered): Promise<Taken> {
    const data = readClientData(response.clientDataJSON);
    if (!data || (flow_token !== undefined && flow_token !== data.challenge))
      throw new AppError('PASSKEY_CEREMONY_OVER');
    const taken = await this.passkeys.take(digest(Buffer.from(data.challenge, 'base64url')), purpose, asker);
    if (!taken || data.crossOrigin) throw new AppError('PASSKEY_CEREMONY_OVER');
    return { challenge: data.challenge, scope: taken.scope };
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
