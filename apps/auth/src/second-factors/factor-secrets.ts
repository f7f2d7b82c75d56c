import { Injectable } from '@nestjs/common';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { Secrets } from '@tollgate/platform/secrets';
import { formatBackupCode } from './codes.js';

/** Encryption of shared secrets, and hashing of backup codes. */
@Injectable()
export class FactorSecrets {
  constructor(
    private readonly secrets: Secrets,
    private readonly hasher: PasswordHasher,
  ) {}

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

  /** Which of the imported hashes is this backup code's. They are bcrypt of the code as it is shown, dash included. */
  async findImported(backupCode: string, hashes: readonly Buffer[]): Promise<Buffer | undefined> {
    for (const hash of hashes) {
      if (await this.hasher.verify(hash.toString('latin1'), formatBackupCode(backupCode))) return hash;
    }
    return undefined;
  }
}

function buildSealContext(userId: number): string {
  return `auth.two_factors.secret:${userId}`;
}
