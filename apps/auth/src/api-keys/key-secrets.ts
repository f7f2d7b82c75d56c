import { apiKeyLookups } from '@tollgate/account-rules';
import { hashSecret, newBase62 } from '@tollgate/platform/access';
import { Injectable } from '@nestjs/common';
import { Secrets } from '@tollgate/platform/secrets';

/** 48 letters and digits, 285 bits. Clients write `sk-` before them. */
const KEY_LENGTH = 48;

/** Creation and encryption of keys, and their lookup values. */
@Injectable()
export class KeySecrets {
  constructor(private readonly secrets: Secrets) {}

  /** Creates a key and returns the columns to store. */
  make(userId: number): { lookup: Buffer; sealed: Buffer } {
    const key = newBase62(KEY_LENGTH);
    const [lookup] = this.secrets.lookups(hashSecret(key).toString('base64url'), 'api_key');
    if (!lookup) throw new Error('no secret is configured');
    return { lookup, sealed: this.secrets.seal(key, buildSealContext(userId)) };
  }

  /** Decrypts the key, for its owner. */
  open(sealed: Buffer, userId: number): string {
    return this.secrets.open(sealed, buildSealContext(userId));
  }

  /** The values under which a whole key may be stored; undefined if the text is no whole key. */
  buildLookups(key: string): readonly Buffer[] | undefined {
    return key.length === KEY_LENGTH ? this.lookups(hashSecret(key).toString('base64url')) : undefined;
  }

  /**
   * The lookup values that a presented key may be stored under, one for each configured secret. Empty if the text cannot be
   * a hash.
   */
  lookups(keyHash: string): readonly Buffer[] {
    return apiKeyLookups(this.secrets, keyHash);
  }
}

function buildSealContext(userId: number): string {
  return `auth.api_keys.sealed:${userId}`;
}
