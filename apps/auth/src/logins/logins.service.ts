import { Injectable } from '@nestjs/common';
import { canonical } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import type { LoginReply, LoginRequest } from '@tollgate/contracts/auth/sessions';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { Passwords } from '../passwords/passwords.js';
import { LoginRecords } from './login-records.js';
import { LoginsRepository } from './logins.repository.js';
import type { Proof } from './proof.js';
import { SessionOpenings } from './session-openings.js';

/** Logging in. Every login method ends in `complete`. */
@Injectable()
export class LoginsService {
  constructor(
    private readonly logins: LoginsRepository,
    private readonly passwords: Passwords,
    private readonly options: Options,
    private readonly records: LoginRecords,
    private readonly sessions: SessionOpenings,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Logs in with a password. An unknown name, a wrong password and a disabled user get the same answer after the same work.
   * @throws AppError PASSWORD_LOGIN_CLOSED, LOGIN_REFUSED, OVERLOADED
   */
  async login(request: LoginRequest, caller: Caller): Promise<LoginReply> {
    if (!this.options.get('PasswordLoginEnabled')) throw new AppError('PASSWORD_LOGIN_CLOSED');
    const key = canonical(request.username);
    if (key === '') throw new AppError('INVALID_VALUE', { field: 'username' });
    const account = await this.logins.find(key, key.includes('@'));
    const stored = account?.password_hash ?? '';
    // An unknown name is counted like a known one, because else the lock would show which names exist.
    const target = account ? { userId: account.id } : { name: key };
    const verdict = await this.passwords.verifyLogin(target, stored, request.password, caller);
    const { right, lockedUntil } = verdict;
    if (account && lockedUntil && !verdict.isNewLock && (await this.logins.hasSecondFactor(account.id))) {
      return this.sessions.askBehindLock(account.id, right, caller);
    }
    if (!account || !right || lockedUntil) {
      await this.records.recordRefusal(account?.id, caller);
      if (account && verdict.isNewLock) await this.records.recordLock(account.id, caller);
      throw new AppError('LOGIN_REFUSED', {}, lockedUntil ? { retryAfter: secondsUntil(lockedUntil) } : {});
    }
    const rehash = this.passwords.isOutdated(stored) ? await this.passwords.hash(request.password) : undefined;
    return this.complete({ userId: account.id, method: 'password', verifiedHash: stored, rehash }, caller);
  }

  /**
   * Ends a login: asks for the second factor if the user has one, else creates the session.
   * @throws AppError LOGIN_REFUSED if the user is disabled or deleted, or if the password changed after it was verified
   */
  complete(proof: Proof, caller: Caller): Promise<LoginReply> {
    return this.uow.run((tx) => this.completeIn(tx, proof, caller));
  }

  /** As `complete`, in a transaction that also consumes the proof of identity. */
  async completeIn(tx: Tx, proof: Proof, caller: Caller): Promise<LoginReply> {
    const user = await this.logins.lock(tx, proof.userId, proof.verifiedHash ?? null);
    if (!user) throw new AppError('LOGIN_REFUSED');
    return this.sessions.openOrAsk(tx, user, proof, caller);
  }

  /** Creates the session after the second factor. The caller consumes the pending login in the same transaction. */
  async finishIn(tx: Tx, userId: number, method: string, caller: Caller): Promise<LoginReply> {
    const user = await this.logins.lock(tx, userId, null);
    if (!user) throw new AppError('LOGIN_REFUSED');
    if (method === 'password') await this.records.endPasswordLock(tx, userId);
    return this.sessions.open(tx, user, { userId, method }, caller);
  }
}

function secondsUntil(end: Date): number {
  return Math.max(1, Math.ceil((end.getTime() - Date.now()) / 1000));
}
