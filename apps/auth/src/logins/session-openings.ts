import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { CONFIG } from '@tollgate/platform/config';
import type { Tx } from '@tollgate/platform/db';
import type { AuthConfig } from '../auth.config.js';
import { BearerSessionsService } from '../bearer-sessions/bearer-sessions.service.js';
import { readProfile } from '../profiles/profile.statement.js';
import { LoginRecords } from './login-records.js';
import { LoginsRepository, type LoginUserRow, type NewPendingLogin } from './logins.repository.js';
import type { Proof } from './proof.js';

const SECONDS_PER_DAY = 86_400;
/** The second factor must follow within five minutes. */
const PENDING_SECONDS = 300;

/** Opens the session at the end of every login. */
@Injectable()
export class SessionOpenings {
  /** Life of a session and of its cookie. */
  private readonly sessionSeconds: number;

  constructor(
    private readonly logins: LoginsRepository,
    private readonly records: LoginRecords,
    private readonly bearerSessions: BearerSessionsService,
    @Inject(CONFIG) config: Pick<AuthConfig, 'SESSION_DAYS'>,
  ) {
    this.sessionSeconds = config.SESSION_DAYS * SECONDS_PER_DAY;
  }

  /** Asks for the second factor if the user has one, unless the proof consists of two factors. Else creates the session. */
  async openOrAsk(tx: Tx, user: LoginUserRow, proof: Proof, caller: Caller): Promise<LoginReply> {
    if (!proof.strong && (await this.logins.hasSecondFactor(user.id, tx))) return this.ask(tx, proof, caller);
    return this.open(tx, user, proof, caller);
  }

  /** Creates the session of a user whose row is locked, with the tokens of a bearer session for clients that name no user. */
  async open(tx: Tx, user: LoginUserRow, proof: Proof, caller: Caller): Promise<LoginReply> {
    const cookie = newSecret();
    const token = newSecret();
    await this.records.recordLogin(tx, user.id, proof.method, caller);
    const sessionId = await this.logins.open(tx, {
      userId: user.id,
      method: proof.method,
      ip: caller.ip,
      userAgent: caller.userAgent,
      cookieHash: hashSecret(cookie),
      tokenHash: hashSecret(token),
      seconds: this.sessionSeconds,
    });
    await this.logins.noteLogin(tx, user.id, proof.rehash ?? null);
    const { id, username, display_name, role, status, group } = user;
    return {
      ...(caller.bearer ? await this.bearerSessions.begin(tx, sessionId) : {}),
      ...{ cookie, cookie_max_age: this.sessionSeconds, token },
      user: await readProfile(tx, hashSecret(cookie)),
      ...{ id, username, display_name, role, status, group },
    };
  }

  /**
   * Begins a login while the password is locked: every password leads to the second factor, and both are judged together. So the
   * owner gets in, and a guesser does not learn whether a password was right.
   */
  askBehindLock(userId: number, passwordRight: boolean, caller: Caller): Promise<LoginReply> {
    return this.addPending({ userId, method: 'password', behindLock: true, passwordRight }, caller);
  }

  /** Waits for the second factor. The secret of the login is a cookie; a client with bearer sessions returns it in the body. */
  private ask(tx: Tx, { userId, method }: Proof, caller: Caller): Promise<LoginReply> {
    return this.addPending({ userId, method }, caller, tx);
  }

  private async addPending(
    login: Omit<NewPendingLogin, 'hash' | 'seconds'>,
    caller: Caller,
    tx?: Tx,
  ): Promise<LoginReply> {
    const cookie = newSecret();
    await this.logins.addPending({ ...login, hash: hashSecret(cookie), seconds: PENDING_SECONDS }, tx);
    const asked = { cookie, cookie_max_age: PENDING_SECONDS, require_2fa: true };
    const end = Math.floor(Date.now() / 1000) + PENDING_SECONDS;
    return caller.bearer ? { ...asked, flow_token: cookie, expires_at: end } : asked;
  }
}
