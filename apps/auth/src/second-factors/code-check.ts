import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type ErrorCode } from '@tollgate/contracts';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { type Attempt, Throttle } from '../throttle/throttle.js';
import { findTimeStep, type TypedCode } from './codes.js';
import { FactorSecrets } from './factor-secrets.js';
import { type FactorRow, SecondFactorsRepository } from './second-factors.repository.js';

/** Whose code is checked, and from which session, where there is one already. */
export interface CodeOwner {
  readonly userId: number;
  readonly sessionId?: number | null;
}

/** The one place where a code is checked: logging in, switching off, new backup codes and step-up all come here. */
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
   * Takes a code, once, and does `then` in the transaction that takes it: both happen or neither. A wrong one counts
   * against the throttle, and so does one whose outcome is unknown.
   * @param wrong what to refuse a wrong code with
   * @throws AppError SECOND_FACTOR_OFF, SECOND_FACTOR_LOCKED (right code or not), `wrong`, or what `then` throws
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
    const attempt = await this.throttle.reserve('second_factor', owner, caller);
    if (!attempt.allowed) {
      await this.throttle.missed(attempt);
      throw locked(attempt.lockedUntil);
    }
    const claim = await this.claimOf(userId, factor, typed);
    const taken = claim && (await this.use(userId, claim, then, attempt));
    if (taken) return taken.value;
    const lock = await this.throttle.missed(attempt);
    await this.tell(userId, lock, caller);
    throw lock ? locked(lock) : new AppError(wrong);
  }

  /** Writes a wrong code down; whoever comes as far as a lock knows the password, which its owner should be told. */
  private async tell(userId: number, lock: Date | null, caller: Caller): Promise<void> {
    const event = { userId, actor: null, caller };
    if (!lock) return this.events.refused(this.database, { ...event, action: 'security.second_factor_refused' });
    const letter = { kind: 'factor_guessed' } as const;
    return this.uow.run((tx) => this.events.done(tx, { ...event, action: 'security.second_factor_locked', letter }));
  }

  /** Whether codes are refused for now: this session's, or those of whoever is not known to the account. */
  async isLocked(owner: CodeOwner, caller: Caller): Promise<boolean> {
    return (await this.throttle.lockOf('second_factor', owner, caller)) !== null;
  }

  /** The statement that takes the code, or null where it is not a right one. */
  private async claimOf(
    userId: number,
    factor: FactorRow,
    typed: NonNullable<TypedCode>,
  ): Promise<((tx: Tx) => Promise<boolean>) | null> {
    if (typed.kind === 'backup') {
      const hashes = this.secrets.lookups(userId, typed.code);
      return (tx) => this.factors.useBackup(tx, userId, hashes);
    }
    const seed = this.secrets.open(userId, factor.secret);
    const step = await findTimeStep(seed, typed.code, factor.epoch, factor.last_step);
    return step === null ? null : (tx) => this.useStep(tx, userId, factor.secret, step);
  }

  private async useStep(tx: Tx, userId: number, secret: Buffer, step: number): Promise<boolean> {
    const used = await this.factors.useStep(tx, userId, secret, step);
    const fresh = used && this.secrets.resealed(userId, secret);
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
      // the code was right, and is not taken: what it was for was refused
      if (isRight && error instanceof AppError) await this.throttle.passed(attempt);
      throw error;
    }
  }
}

function locked(until: Date | null): AppError {
  const end = until ?? new Date(Date.now() + 1000);
  const retryAfter = Math.max(1, Math.ceil((end.getTime() - Date.now()) / 1000));
  // the Swedish form is the one New API prints: 2006-01-02 15:04:05, in the server's time zone
  return new AppError('SECOND_FACTOR_LOCKED', { until: end.toLocaleString('sv-SE') }, { retryAfter });
}
