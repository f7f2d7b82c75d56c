import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { AppError } from '@tollgate/contracts';
import pLimit from 'p-limit';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. */
const ARGON2 = {
  algorithm: 2 /* Argon2id; the package's const enum is not readable under isolatedModules */,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$';
/** Beyond this many waiting, a login is told to come back rather than left to time out. */
const WAITING_AT_MOST = 100;

/**
 * Hashes passwords, at most one per core at a time: the rest of libuv's threads stay free, so that a flood of logins
 * slows nothing but logins.
 */
export class PasswordHasher {
  private readonly lane = pLimit(Math.max(1, availableParallelism() - 1));
  private readonly nobody = hash('nobody has this password', ARGON2);

  /** A new argon2id hash in PHC form. */
  hash(password: string): Promise<string> {
    return this.run(() => hash(password.normalize('NFC'), ARGON2));
  }

  /** Whether a password is the one behind a hash: argon2id, or bcrypt of an imported account. An empty hash has no password. */
  verify(stored: string, password: string): Promise<boolean> {
    if (stored === '') return this.verifyNobody(password);
    const given = password.normalize('NFC');
    return this.run(() => (stored.startsWith('$2') ? verifyBcrypt(given, stored) : verify(stored, given)));
  }

  /** The same work as verify, for an account that does not exist. Always false. */
  async verifyNobody(password: string): Promise<boolean> {
    const stored = await this.nobody;
    await this.run(() => verify(stored, password.normalize('NFC')));
    return false;
  }

  /** True for a hash that should be replaced at the next login. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(CURRENT);
  }

  /** Hashes waiting for a place; for the metrics. */
  get waiting(): number {
    return this.lane.pendingCount;
  }

  private async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.lane.pendingCount >= WAITING_AT_MOST) throw new AppError('OVERLOADED', {}, { retryAfter: 2 });
    return this.lane(work);
  }
}
