import { Injectable } from '@nestjs/common';
import { Secrets } from '@tollgate/platform/secrets';

/** Encryption of shared secrets, and hashing of backup codes. */
@Injectable()
export class FactorSecrets {
  constructor(private readonly secrets: Secrets) {}

  seal(userId: number, seed: string): Buffer {
    return this.secrets.seal(seed, buildSealContext(userId));
  }

  open(userId: number, sealed: Buffer): string {
    return this.secrets.open(sealed, buildSealContext(userId));
  }

  /** The secret encrypted with the current key. Null if it is already. */
  reseal(userId: number, sealed: Buffer): Buffer | null {
    return this.secrets.isStale(sealed) ? this.seal(userId, this.open(userId, sealed)) : null;
  }

  /** The lookup values of a backup code: the first is the one to store, all of them may have been stored. */
  lookups(userId: number, backupCode: string): readonly [Buffer, ...Buffer[]] {
    return this.secrets.lookups(`${userId}:${backupCode}`, 'backup_code');
  }
}

function buildSealContext(userId: number): string {
  return `auth.two_factors.secret:${userId}`;
}
