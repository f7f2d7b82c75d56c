import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import type { Tx } from '@tollgate/platform/db';
import { BearerSessionsService } from '../bearer-sessions/bearer-sessions.service.js';
import { readProfile } from '../profiles/profile.statement.js';
import { LoginRecords } from './login-records.js';
import { LoginsRepository, type LoginUserRow } from './logins.repository.js';
import type { Proof } from './proof.js';

/** Life of a session and of its cookie. */
const SESSION_SECONDS = 30 * 86_400;
/** The second factor must follow within five minutes. */
const PENDING_SECONDS = 300;

/** Opens the session at the end of every login. */
@Injectable()
export class SessionOpenings {
  constructor(
    private readonly logins: LoginsRepository,
    private readonly records: LoginRecords,
    private readonly bearerSessions: BearerSessionsService,
  ) {}

  /** Asks for the second factor if the user has one, unless the proof consists of two factors. Else creates the session. */
  async openOrAsk(tx: Tx, user: LoginUserRow, proof: Proof, caller: Caller): Promise<LoginReply> {
    if (!proof.strong && (await this.logins.hasSecondFactor(tx, user.id))) return this.ask(tx, proof, caller);
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
      seconds: SESSION_SECONDS,
    });
    await this.logins.noteLogin(tx, user.id, proof.rehash ?? null);
    const { id, username, display_name, role, status, group } = user;
    return {
      ...(caller.bearer ? await this.bearerSessions.begin(tx, sessionId) : {}),
      ...{ cookie, cookie_max_age: SESSION_SECONDS, token },
      user: await readProfile(tx, hashSecret(cookie)),
      ...{ id, username, display_name, role, status, group },
    };
  }

  /** Waits for the second factor. The secret of the login is a cookie; a client with bearer sessions returns it in the body. */
  private async ask(tx: Tx, proof: Proof, caller: Caller): Promise<LoginReply> {
    const cookie = newSecret();
    await this.logins.addPending(tx, hashSecret(cookie), proof.userId, proof.method, PENDING_SECONDS);
    const asked = { cookie, cookie_max_age: PENDING_SECONDS, require_2fa: true };
    const end = Math.floor(Date.now() / 1000) + PENDING_SECONDS;
    return caller.bearer ? { ...asked, flow_token: cookie, expires_at: end } : asked;
  }
}
