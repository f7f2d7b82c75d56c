import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { BearerLogoutReply, RefreshReply, RefreshRequest } from '@tollgate/contracts/auth/bearer-sessions';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import { hashSecret, newSessionAccessToken } from '@tollgate/platform/access';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { readProfile } from '../profiles/profile.statement.js';
import { SecurityEvents } from '../security-events/security-events.js';
import { BearerSessionsRepository, type LockedSession } from './bearer-sessions.repository.js';
import {
  followingHalf,
  judge,
  newHalf,
  readRefreshCookie,
  type RefreshCookie,
  type Standing,
  writeRefreshCookie,
} from './refresh-cookie.js';

/** Life of an access token. Role and status are read at each request; this bounds what a copied token is good for. */
const ACCESS_SECONDS = 900;

/** The result of a refresh: the reply, or the reason for the refusal. If the refusal ended sessions, that is committed. */
type Outcome = RefreshReply | Exclude<Standing, 'current' | 'race'> | 'ended';

/** Sessions that are held as a short-lived access token and a rotating refresh cookie (ADR 11). */
@Injectable()
export class BearerSessionsService {
  constructor(
    private readonly sessions: BearerSessionsRepository,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
  ) {}

  /** Gives a session that was just opened its refresh cookie and first access token. */
  async begin(tx: Tx, sessionId: number): Promise<BearerTokens & { refresh_cookie: string }> {
    const family = newHalf();
    const before = newHalf();
    const salt = randomBytes(32);
    const rotating = followingHalf(before, salt);
    const first = { currentHash: hashSecret(rotating), previousHash: hashSecret(before), salt };
    await this.sessions.begin(tx, sessionId, hashSecret(family), first);
    const tokens = await this.grant(tx, sessionId);
    return { ...tokens, refresh_cookie: writeRefreshCookie({ sid: tokens.session.sid, family, rotating }) };
  }

  /**
   * Replaces the access tokens and proofs of a session after its user changed how the account is entered. The refresh cookie stays.
   * A session that does not refresh has none, and gets nothing; nor does a client that uses the session's cookie.
   */
  async renew(tx: Tx, sessionId: number | null, caller: Caller): Promise<BearerTokens> {
    if (sessionId === null || !(await this.sessions.refreshes(tx, sessionId))) return {};
    await this.sessions.endAccess(tx, sessionId);
    return caller.bearer ? this.grant(tx, sessionId) : {};
  }

  /**
   * Takes a refresh cookie and answers a new access token with the cookie that follows. An old cookie outside the race window is a copy,
   * so it ends the session.
   * @throws AppError UNAUTHENTICATED, AUTH_SESSION_MISMATCH, AUTH_SESSION_REVOKED, AUTH_REFRESH_RACE
   */
  async refresh(request: RefreshRequest, caller: Caller): Promise<RefreshReply> {
    const cookie = readRefreshCookie(request.refresh_cookie);
    if (!cookie) throw new AppError('UNAUTHENTICATED');
    refuseOther(request, cookie.sid);
    const outcome = await this.uow.run((tx) => this.refreshIn(tx, cookie, caller));
    if (typeof outcome === 'object') return outcome;
    throw new AppError(outcome === 'older' ? 'AUTH_REFRESH_RACE' : 'AUTH_SESSION_REVOKED');
  }

  /**
   * Ends the session of the access token, and that of the refresh cookie. Without either there is nothing to do.
   * @throws AppError AUTH_SESSION_MISMATCH, before anything has ended
   */
  async logout(request: RefreshRequest, { credential }: Caller): Promise<BearerLogoutReply> {
    const cookie = readRefreshCookie(request.refresh_cookie);
    const sid = credential?.bearer && (await this.sessions.sidOf(Buffer.from(credential.bearer, 'base64url')));
    if (sid) refuseOther(request, sid);
    else if (cookie) refuseOther(request, cookie.sid);
    await this.uow.run(async (tx) => {
      if (cookie) await this.endByCookie(tx, cookie);
      const session = sid && (await this.sessions.lock(tx, sid));
      if (session) await this.sessions.end(tx, session.id);
    });
    if (!credential?.bearer) return {};
    const revoked = sid ?? cookie?.sid;
    return revoked ? { revoked_sid: revoked, cookie_cleared: cookie !== undefined } : {};
  }

  private async refreshIn(tx: Tx, cookie: RefreshCookie, caller: Caller): Promise<Outcome> {
    const session = await this.sessions.lock(tx, cookie.sid);
    const state = session && (await this.sessions.state(tx, session.id));
    if (!state) return 'ended';
    const standing = judge(cookie, state);
    if (standing === 'current') return this.answer(tx, session, cookie, await this.rotate(tx, session.id, cookie));
    if (standing === 'race') return this.answer(tx, session, cookie, followingHalf(cookie.rotating, state.salt));
    if (standing === 'reused') await this.endReused(tx, session, caller);
    return standing;
  }

  private async rotate(tx: Tx, sessionId: number, { rotating }: RefreshCookie): Promise<string> {
    const salt = randomBytes(32);
    const next = followingHalf(rotating, salt);
    await this.sessions.rotate(tx, sessionId, {
      currentHash: hashSecret(next),
      previousHash: hashSecret(rotating),
      salt,
    });
    return next;
  }

  private async answer(tx: Tx, { id }: LockedSession, cookie: RefreshCookie, rotating: string): Promise<RefreshReply> {
    await this.sessions.endOldSecrets(tx, id);
    const tokens = await this.grant(tx, id);
    return {
      ...tokens,
      user: await readProfile(tx, hashSecret(tokens.access_token)),
      refresh_cookie: writeRefreshCookie({ ...cookie, rotating }),
      cookie_max_age: Math.max(1, tokens.session.expires_at - Math.floor(Date.now() / 1000)),
    };
  }

  private async grant(tx: Tx, sessionId: number) {
    const token = newSessionAccessToken();
    const end = await this.sessions.grant(tx, sessionId, hashSecret(token), ACCESS_SECONDS);
    const session = await this.sessions.view(tx, sessionId);
    return { access_token: token, token_type: 'Bearer', access_expires_at: end, session };
  }

  /** Ends a session whose old cookie came again, and writes it to the security log. */
  private async endReused(tx: Tx, { id, user_id: userId }: LockedSession, caller: Caller): Promise<void> {
    await this.sessions.end(tx, id);
    const line = '检测到旧的登录凭据被重复使用，已结束该会话';
    await this.events.recordDone(tx, { userId, action: 'security.refresh_reused', actor: null, line, caller });
  }

  /** Any cookie that was given out for a session may end it, an old one too. */
  private async endByCookie(tx: Tx, cookie: RefreshCookie): Promise<void> {
    const session = await this.sessions.lock(tx, cookie.sid);
    const state = session && (await this.sessions.state(tx, session.id));
    if (state && judge(cookie, state) !== 'foreign') await this.sessions.end(tx, session.id);
  }
}

function refuseOther({ expected_sid: expected }: RefreshRequest, sid: string): void {
  if (expected && expected.toLowerCase() !== sid) throw new AppError('AUTH_SESSION_MISMATCH');
}
