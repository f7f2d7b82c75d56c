import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type ErrorCode } from '@tollgate/contracts';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { type Attempt, Throttle } from '../throttle/throttle.js';
import { findTimeStep, type TypedCode } from './codes.js';
import { FactorSecrets } from './factor-secrets.js';
import { type FactorRow, SecondFactorsRepository } from './second-factors.repository.js';

/** The owner of the code, and the session that sends it if there is one. */
export interface CodeOwner {
  readonly userId: number;
  readonly sessionId?: number | null;
  /** If set, every code is wrong, and its misses count under this name instead of the user. */
  readonly decoy?: string;
}

/** The only place that checks a code: login, disabling, new backup codes and step-up use it. */
@Injectable()
export class CodeCheck {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly secrets: FactorSecrets,
    private readonly throttle: Throttle,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
    private readonly database: Database,
  ) {}

  /**
   * Consumes a code and runs `then` in the same transaction, so that both happen or neither. A wrong code counts against the
   * throttle, and so does a code whose outcome is unknown.
   * @param wrong error code for a wrong code
   * @throws AppError SECOND_FACTOR_OFF; SECOND_FACTOR_LOCKED, also for a right code; `wrong`; or an error of `then`
   */
  async take<T>(
    owner: CodeOwner,
    typed: NonNullable<TypedCode>,
    caller: Caller,
    wrong: ErrorCode,
    then: (tx: Tx, username: string) => Promise<T>,
  ): Promise<T> {
    const { userId } = owner;
    const factor = await this.factors.find(userId);
    if (!factor?.confirmed) throw new AppError('SECOND_FACTOR_OFF');
    const { decoy } = owner;
    const target = decoy === undefined ? owner : { name: `decoy:${decoy}` };
    const attempt = await this.throttle.reserve('second_factor', target, caller);
    if (!attempt.allowed) {
      await this.throttle.missed(attempt);
      throw buildLockedError(attempt.lockedUntil);
    }
    const claim = await this.buildClaim(userId, factor, typed);
    const taken = claim && decoy === undefined && (await this.use(userId, claim, then, attempt));
    if (taken) return taken.value;
    const lock = await this.throttle.missed(attempt);
    await this.recordMiss(userId, decoy === undefined ? lock : null, caller);
    throw lock ? buildLockedError(lock) : new AppError(wrong);
  }

  /** Records a wrong code. If the code causes a lock, the owner gets a mail, because the caller knows the password. */
  private async recordMiss(userId: number, lock: Date | null, caller: Caller): Promise<void> {
    const event = { userId, actor: null, caller };
    if (!lock) return this.events.recordRefused(this.database, { ...event, action: 'security.second_factor_refused' });
    const mail = { kind: 'factor_guessed' } as const;
    return this.uow.run((tx) =>
      this.events.recordDone(tx, { ...event, action: 'security.second_factor_locked', mail }),
    );
  }

  /** Whether codes are locked for this session, or for clients that the account does not know. */
  async isLocked(owner: CodeOwner, caller: Caller): Promise<boolean> {
    return (await this.throttle.getLock('second_factor', owner, caller)) !== null;
  }

  /** Builds the statement that consumes the code. Null if the code is wrong. */
  private async buildClaim(
    userId: number,
    factor: FactorRow,
    typed: NonNullable<TypedCode>,
  ): Promise<((tx: Tx) => Promise<boolean>) | null> {
    if (typed.kind === 'backup') {
      const imported = await this.secrets.findImported(typed.code, await this.factors.importedBackups(userId));
      const hashes = imported ? [imported] : this.secrets.lookups(userId, typed.code);
      return (tx) => this.factors.useBackup(tx, userId, hashes);
    }
    const seed = this.secrets.open(userId, factor.secret);
    const step = await findTimeStep(seed, typed.code, factor.epoch, factor.last_step);
    return step === null ? null : (tx) => this.useStep(tx, userId, factor.secret, step);
  }

  private async useStep(tx: Tx, userId: number, secret: Buffer, step: number): Promise<boolean> {
    const used = await this.factors.useStep(tx, userId, secret, step);
    const fresh = used && this.secrets.reseal(userId, secret);
    if (fresh) await this.factors.reseal(tx, userId, secret, fresh);
    return used;
  }

  private async use<T>(
    userId: number,
    claim: (tx: Tx) => Promise<boolean>,
    then: (tx: Tx, username: string) => Promise<T>,
    attempt: Attempt,
  ): Promise<{ value: T } | null> {
    let isRight = false;
    try {
      return await this.uow.run(async (tx) => {
        isRight = false;
        const username = await this.factors.lockUser(tx, userId);
        if (username === undefined || !(await claim(tx))) return null;
        isRight = true;
        const value = await then(tx, username);
        await this.throttle.passed(attempt, tx);
        return { value };
      });
    } catch (error) {
      // The code was right, but the action was refused, so the code is not consumed.
      if (isRight && error instanceof AppError) await this.throttle.passed(attempt);
      throw error;
    }
  }
}

function buildLockedError(until: Date | null): AppError {
  const end = until ?? new Date(Date.now() + 1000);
  const retryAfter = Math.max(1, Math.ceil((end.getTime() - Date.now()) / 1000));
  // The Swedish format equals the one that New API prints: 2006-01-02 15:04:05, in the time zone of the server.
  return new AppError('SECOND_FACTOR_LOCKED', { until: end.toLocaleString('sv-SE') }, { retryAfter });
}
