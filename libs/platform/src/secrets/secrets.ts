import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

interface Key {
  readonly id: Buffer;
  readonly encryption: Buffer;
  readonly look: Buffer;
}

/**
 * Encrypts what the database must be able to give back (TOTP seeds, API keys), and makes look-up values for it. AES-256-GCM
 * (NIST SP 800-38D) with a random 96-bit nonce; keys are derived from the configured secrets by HKDF-SHA256 (RFC 5869),
 * one for encryption and one for look-ups. The first secret of the list seals; all of them open and look up, so that a secret is
 * replaced by listing the new one behind the old one everywhere, and only then in front of it.
 */
export class Secrets {
  private readonly keys: readonly [Key, ...Key[]];

  /** @param list the secrets, the one that seals first; at least one */
  constructor(list: readonly string[]) {
    const [first, ...older] = list.filter((secret) => secret.length > 0).map(derive);
    if (!first) throw new Error('no secret to encrypt with: set CRYPTO_SECRET');
    this.keys = [first, ...older];
  }

  /**
   * Encrypts a text.
   * @param where the place it is kept at, as `schema.table.column:row id`: authenticated with it, so that a sealed value
   *   copied to another row or column does not open there
   */
  seal(plain: string, where: string): Buffer {
    const [key] = this.keys;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key.encryption, nonce);
    cipher.setAAD(Buffer.from(where));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), key.id, nonce, body, cipher.getAuthTag()]);
  }

  /**
   * Decrypts what `seal` made for the same place.
   * @throws Error when its secret is not configured, or it was altered or moved: never a value that was not sealed
   */
  open(sealed: Buffer, where: string): string {
    if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION)
      throw new Error(`${where}: not a sealed value`);
    const key = this.findKey(sealed);
    if (!key) throw new Error(`${where}: sealed with a secret that CRYPTO_SECRET does not list`);
    const decipher = createDecipheriv('aes-256-gcm', key.encryption, sealed.subarray(1 + KEY_ID_BYTES, HEAD_BYTES));
    decipher.setAAD(Buffer.from(where));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new Error(`${where}: the sealed value was altered or belongs elsewhere`, { cause });
    }
  }

  /** True where a value should be sealed anew, because it was sealed with an older secret. */
  isStale(sealed: Buffer): boolean {
    return !this.keys[0].id.equals(sealed.subarray(1, 1 + KEY_ID_BYTES));
  }

  /**
   * Values to look a secret up by: HMAC-SHA256 under each configured secret, the current one's first. Store the first,
   * search for any of them (`= ANY`).
   * @param purpose separates uses, so that equal texts of two purposes have unrelated values
   */
  lookups(value: string, purpose: string): readonly [Buffer, ...Buffer[]] {
    const [first, ...older] = this.keys;
    const digest = (key: Key) => createHmac('sha256', key.look).update(`${purpose}\0${value}`).digest();
    return [digest(first), ...older.map(digest)];
  }

  private findKey(sealed: Buffer): Key | undefined {
    const id = sealed.subarray(1, 1 + KEY_ID_BYTES);
    return this.keys.find((key) => key.id.equals(id));
  }
}

function derive(secret: string): Key {
  const part = (info: string, length: number) => Buffer.from(hkdfSync('sha256', secret, 'tollgate', info, length));
  return { id: part('key id', KEY_ID_BYTES), encryption: part('encryption', 32), look: part('look-up', 32) };
}
