import { hashSecret, newBase62 } from '@tollgate/platform/access';
import { Injectable } from '@nestjs/common';
import { Secrets } from '@tollgate/platform/secrets';

/** 48 letters and digits, 285 bits; clients write `sk-` before them. */
const KEY_LENGTH = 48;
/** base64url of 32 bytes. */
const KEY_HASH = /^[A-Za-z0-9_-]{43}$/;

/** Making keys, sealing them for their owner, and the values they are looked up by. */
@Injectable()
export class KeySecrets {
  constructor(private readonly secrets: Secrets) {}

  /** A new key: what is stored of it. */
  make(userId: number): { lookup: Buffer; sealed: Buffer } {
    const key = newBase62(KEY_LENGTH);
    const [lookup] = this.secrets.lookups(hashSecret(key).toString('base64url'), 'api_key');
    if (!lookup) throw new Error('no secret to look up with');
    return { lookup, sealed: this.secrets.seal(key, where(userId)) };
  }

  /** The key itself, for its owner. */
  open(sealed: Buffer, userId: number): string {
    return this.secrets.open(sealed, where(userId));
  }

  /** The values a presented key may be stored under, one for each configured secret; none where it cannot be a hash. */
  lookups(keyHash: string): readonly Buffer[] {
    return KEY_HASH.test(keyHash) ? this.secrets.lookups(keyHash, 'api_key') : [];
  }
}

function where(userId: number): string {
  return `auth.api_keys.sealed:${userId}`;
}
