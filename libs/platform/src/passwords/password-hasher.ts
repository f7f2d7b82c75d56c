import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { AppError } from '@tollgate/contracts';
import pLimit, { type LimitFunction } from 'p-limit';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. */
const ARGON2 = {
  algorithm: 2 /* Argon2id; the package's const enum is not readable under isolatedModules */,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$';
/** A hash that would wait for longer is refused, in milliseconds. Calls that hash have ten seconds, the hash included. */
const MAX_WAIT_MS = 8000;
/** The duration of a hash in milliseconds before one was measured, and the share of a measurement in the mean. */
const FIRST_MS = 50;
const WEIGHT = 0.2;

/**
 * Hashes passwords on all cores but one, so that many logins slow down only logins. Hashes that cannot start wait, and one is
 * refused only if it would wait for longer than its caller does, judged by how long the hashes take.
 */
export class PasswordHasher {
  private readonly threads: number;
  private readonly queue: LimitFunction;
  /** The mean duration of a hash, in milliseconds. */
  private meanMs = FIRST_MS;
  private readonly nobody = hash('nobody has this password', ARGON2);

  /** @param workers processes of this machine that hash: they share the cores */
  constructor(
    private readonly maxWaitMs = MAX_WAIT_MS,
    workers = 1,
  ) {
    this.threads = Math.max(1, Math.floor((availableParallelism() - 1) / workers));
    this.queue = pLimit(this.threads);
  }

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
    return this.queue.pendingCount;
  }

  /** @throws AppError OVERLOADED if the hash would wait too long */
  private async run<T>(work: () => Promise<T>): Promise<T> {
    const waitMs = (this.queue.pendingCount / this.threads) * this.meanMs;
    if (waitMs > this.maxWaitMs) throw new AppError('OVERLOADED', {}, { retryAfter: 2 });
    return this.queue(async () => {
      const started = performance.now();
      try {
        return await work();
      } finally {
        this.meanMs += WEIGHT * (performance.now() - started - this.meanMs);
      }
    });
  }
}
