import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** Flags of authenticator data (Web Authentication 6.1). */
export const Flag = { present: 0x01, verified: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40 } as const;

/** The parts of an answer that a test may falsify. */
export interface Liberties {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  flags?: number;
  counter?: number;
  userHandle?: string | null;
  /** Signs with another passkey's key. */
  key?: KeyObject;
  /** Changes the signature. */
  mangle?: (signature: Buffer) => Buffer;
  /** The algorithm the new key is said to be for. */
  algorithm?: number;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

/** Made of an authenticator's answer to a request, as the browser posts it. */
export interface Answer {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { authenticatorData: string; clientDataJSON: string; signature: string; userHandle?: string };
}

interface Attestation {
  id: string;
  rawId: string;
  type: 'public-key';
  response: { attestationObject: string; clientDataJSON: string; transports: string[] };
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest();

/** Text and bytes in CBOR (RFC 8949), as far as an attestation needs it. */
function cborHead(major: number, n: number): Buffer {
  if (n < 24) return Buffer.of((major << 5) | n);
  if (n < 256) return Buffer.of((major << 5) | 24, n);
  return Buffer.of((major << 5) | 25, n >> 8, n & 255);
}
const cborBytes = (bytes: Uint8Array) => Buffer.concat([cborHead(2, bytes.length), bytes]);
const cborText = (text: string) => Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
const cborInt = (n: number) => (n < 0 ? cborHead(1, -1 - n) : cborHead(0, n));

/**
 * An authenticator with one ES256 passkey. It answers as a browser would, and if a test asks for it also as no real one would:
 * with other origins, flags, counters, users and signatures.
 */
export class SoftAuthenticator {
  readonly credentialId: Buffer;
  readonly key: KeyObject;
  private readonly publicKey: KeyObject;
  private userHandle = '';
  private counter = 0;

  constructor(
    private readonly origin: string,
    /** Flags it sets when it is used properly. */
    private readonly flags: number = Flag.present | Flag.verified,
    credentialId: Buffer = randomBytes(32),
  ) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = pair.privateKey;
    this.publicKey = pair.publicKey;
    this.credentialId = credentialId;
  }

  /** Makes the passkey that navigator.credentials.create() was asked for. */
  create({ publicKey: options }: { publicKey: CreationOptions }, liberties: Liberties = {}): Attestation {
    this.userHandle = options.user.id;
    const clientDataJSON = this.clientData('webauthn.create', options.challenge, liberties);
    const rpId = liberties.rpId ?? options.rp.id ?? new URL(this.origin).hostname;
    const length = Buffer.of(this.credentialId.length >> 8, this.credentialId.length & 255);
    const cose = this.coseKey(liberties.algorithm ?? -7);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.credentialId, cose]);
    const flags = (liberties.flags ?? this.flags) | Flag.attested;
    const authData = Buffer.concat([this.authData(rpId, flags, liberties.counter ?? this.counter), attested]);
    const attestation = [cborHead(5, 3), cborText('fmt'), cborText('none'), cborText('attStmt'), cborHead(5, 0)];
    const attestationObject = Buffer.concat([...attestation, cborText('authData'), cborBytes(authData)]);
    return {
      ...this.credential(),
      response: {
        attestationObject: base64url(attestationObject),
        clientDataJSON: base64url(clientDataJSON),
        transports: ['internal'],
      },
    };
  }

  /** Answers navigator.credentials.get(). Counts its uses. */
  get({ publicKey: options }: { publicKey: RequestOptions }, liberties: Liberties = {}): Answer {
    const clientDataJSON = this.clientData('webauthn.get', options.challenge, liberties);
    const rpId = liberties.rpId ?? options.rpId ?? new URL(this.origin).hostname;
    this.counter += 1;
    const authData = this.authData(rpId, liberties.flags ?? this.flags, liberties.counter ?? this.counter);
    const signed = Buffer.concat([authData, sha256(clientDataJSON)]);
    const signature = sign('sha256', signed, liberties.key ?? this.key);
    const userHandle = liberties.userHandle === undefined ? this.userHandle : liberties.userHandle;
    return {
      ...this.credential(),
      response: {
        authenticatorData: base64url(authData),
        clientDataJSON: base64url(clientDataJSON),
        signature: base64url(liberties.mangle?.(signature) ?? signature),
        ...(userHandle === null ? {} : { userHandle }),
      },
    };
  }

  private credential() {
    const id = base64url(this.credentialId);
    return { id, rawId: id, type: 'public-key' as const };
  }

  private clientData(type: string, challenge: string, liberties: Liberties): Buffer {
    const { origin = this.origin, crossOrigin = false, topOrigin } = liberties;
    const data = { type: liberties.type ?? type, challenge: liberties.challenge ?? challenge, origin, crossOrigin };
    return Buffer.from(JSON.stringify(topOrigin ? { ...data, topOrigin } : data));
  }

  private authData(rpId: string, flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.of(flags), count]);
  }

  /** The public key as a COSE map: type EC2, algorithm, curve P-256, x, y (RFC 9052). */
  private coseKey(algorithm: number): Buffer {
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    const pairs = [
      [cborInt(1), cborInt(2)],
      [cborInt(3), cborInt(algorithm)],
      [cborInt(-1), cborInt(1)],
      [cborInt(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInt(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ];
    return Buffer.concat([cborHead(5, pairs.length), ...pairs.flat()]);
  }
}
