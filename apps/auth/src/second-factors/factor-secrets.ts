import { Injectable } from '@nestjs/common';
import { Secrets } from '@tollgate/platform/secrets';

/** How shared secrets and backup codes are kept. */
@Injectable()
export class FactorSecrets {
  constructor(private readonly secrets: Secrets) {}

  seal(userId: number, seed: string): Buffer {
    return this.secrets.seal(seed, buildSealContext(userId));
  }

  open(userId: number, sealed: Buffer): string {
    return this.secrets.open(sealed, buildSealContext(userId));
  }

  /** The same secret under the current key; null where it is under it already. */
  resealed(userId: number, sealed: Buffer): Buffer | null {
    return this.secrets.isStale(sealed) ? this.seal(userId, this.open(userId, sealed)) : null;
  }

  /** What a user's backup code is kept as (the first) and may have been kept as (all). */
  lookups(userId: number, backupCode: string): readonly [Buffer, ...Buffer[]] {
    return this.secrets.lookups(`${userId}:${backupCode}`, 'backup_code');
  }
}

function buildSealContext(userId: number): string {
  return `auth.two_factors.secret:${userId}`;
}
