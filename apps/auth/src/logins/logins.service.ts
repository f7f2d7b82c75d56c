import { Injectable } from '@nestjs/common';
import { canonical } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import type { LoginReply, LoginRequest } from '@tollgate/contracts/auth/sessions';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { Passwords } from '../passwords/passwords.js';
import { LoginRecords } from './login-records.js';
import { LoginsRepository, type LoginUserRow } from './logins.repository.js';

/** Life of a session and of its cookie. */
const SESSION_SECONDS = 30 * 86_400;
/** The second factor must follow within five minutes. */
const PENDING_SECONDS = 300;

/** How the user proved their identity. */
export interface Proof {
  readonly userId: number;
  /** password, passkey, github, ... */
  readonly method: string;
  /** The password hash that was verified. If the password changes before the login ends, the proof is void. */
  readonly verifiedHash?: string;
  /** The hash to store instead, if the verified one is outdated. */
  readonly rehash?: string;
  /** True if the proof consists of two factors (a passkey with user verification). */
  readonly strong?: boolean;
}

/** Logging in. Every login method ends in `complete`. */
@Injectable()
export class LoginsService {
  constructor(
    private readonly logins: LoginsRepository,
    private readonly passwords: Passwords,
    private readonly options: Options,
    private readonly records: LoginRecords,
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
    const isRight = await this.passwords.verify(target, stored, request.password, caller);
    if (!account || !isRight) {
      await this.records.recordRefusal(account?.id, caller);
      throw new AppError('LOGIN_REFUSED');
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
    if (!proof.strong && (await this.logins.hasSecondFactor(tx, user.id))) return this.ask(tx, proof);
    return this.open(tx, user, proof, caller);
  }

  /** Creates the session after the second factor. The caller consumes the pending login in the same transaction. */
  async finishIn(tx: Tx, userId: number, method: string, caller: Caller): Promise<LoginReply> {
    const user = await this.logins.lock(tx, userId, null);
    if (!user) throw new AppError('LOGIN_REFUSED');
    return this.open(tx, user, { userId, method }, caller);
  }

  private async ask(tx: Tx, proof: Proof): Promise<LoginReply> {
    const cookie = newSecret();
    await this.logins.addPending(tx, hashSecret(cookie), proof.userId, proof.method, PENDING_SECONDS);
    return { cookie, cookie_max_age: PENDING_SECONDS, require_2fa: true };
  }

  private async open(tx: Tx, user: LoginUserRow, proof: Proof, caller: Caller): Promise<LoginReply> {
    const cookie = newSecret();
    const token = newSecret();
    await this.records.recordLogin(tx, user.id, proof.method, caller);
    await this.logins.open(tx, {
      userId: user.id,
      method: proof.method,
      ip: caller.ip,
      userAgent: caller.userAgent,
      cookieHash: hashSecret(cookie),
      tokenHash: hashSecret(token),
      seconds: SESSION_SECONDS,
    });
    await this.logins.noteLogin(tx, user.id, proof.rehash ?? null);
    const { quota, ...flat } = user;
    const { id, username, role } = user;
    return { cookie, cookie_max_age: SESSION_SECONDS, token, user: { id, username, role, quota }, ...flat };
  }
}
