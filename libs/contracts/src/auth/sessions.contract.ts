import { Bool, Int, List, Nested, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { BearerSession, BearerTokens } from './bearer-tokens.contract.js';
import { Profile } from './profiles.contract.js';

/** Name or e-mail address, and password. */
export class LoginRequest {
  @Text({ min: 1, max: 254, example: 'testuser', description: 'User name or verified e-mail address' })
  username: string;
  @Text({ min: 1, max: 1024, example: 'password123' }) password: string;
  @Text({ optional: true, max: 4096, description: 'Turnstile token, while the check is on' }) turnstile?: string;
}

/**
 * The answer to a login: the user and the session, or the demand for a second factor. A request without `New-Api-User` also gets the
 * tokens of a bearer session, because some clients hold their session that way.
 */
export class LoginOutcome extends BearerTokens {
  @Bool({ optional: true, description: 'A second factor is asked for at login/2fa' }) require_2fa?: boolean;
  @Text({ optional: true, description: 'With require_2fa: names this login at login/2fa in place of the cookie' })
  flow_token?: string;
  @Int({ optional: true, description: 'With flow_token: its end, Unix seconds' }) expires_at?: number;
  @Text({ optional: true, description: 'Session token for Authorization: Bearer' }) token?: string;
  @Nested(() => Profile, { optional: true }) user?: Profile;
  @Int({ optional: true, example: 1 }) id?: number;
  @Text({ optional: true, example: 'testuser' }) username?: string;
  @Text({ optional: true, example: 'Test User' }) display_name?: string;
  @Int({ optional: true, example: 1 }) role?: number;
  @Int({ optional: true, example: 1 }) status?: number;
  @Text({ optional: true, example: 'default' }) group?: string;
}

/** The reply of every login method: a session, or the demand for a second factor. */
export class LoginReply extends LoginOutcome {
  /** Becomes the session cookie; the gateway takes it out of the body. */
  @Text({ description: 'Secret of the session cookie' }) cookie: string;
  @Int({ description: 'Seconds the cookie lives' }) cookie_max_age: number;
  /** Becomes the refresh cookie of a bearer session; the gateway takes it out of the body. */
  @Text({ optional: true, description: 'Value of the refresh cookie' }) refresh_cookie?: string;
}

/** A session under both sets of names: clients of 2025 read `id`, `device`, `method`, `last_used_at`, later ones the others. */
export class SessionItem extends BearerSession {
  @Int() id: number;
  @Text({ description: 'Browser and system, as the client named them', max: 512 }) device: string;
  @Text({ example: 'password', description: 'How the session was begun' }) method: string;
  @Int({ description: 'Unix seconds' }) last_used_at: number;
}

export class SessionList {
  @List(() => SessionItem) sessions: SessionItem[];
}

export class SessionId {
  @Text({
    pattern: /^(?:[1-9]\d{0,15}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
    description: 'Its `id` or `sid`',
  })
  id: string;
}

export class EndedSession {
  @Text({ format: 'uuid', example: '3f8c1f5e-0b56-4c8e-9a51-1c2d3e4f5a6b' }) revoked_sid: string;
  @Bool({ description: 'It was the session that asked' }) current: boolean;
}

export class SessionsOfUser {
  @Int({ min: 1 }) user_id: number;
}

export class SessionOfUser extends SessionsOfUser {
  @Int({ min: 1 }) id: number;
}

export class EndedSessions {
  @Int({ description: 'How many sessions ended' }) ended: number;
  @Int({ optional: true, description: 'The same, under the name that bearer clients read' }) revoked_count?: number;
}

export const sessionsRpc = {
  login: rpc('rpc.auth.session.login', LoginRequest, LoginReply, {
    access: 'public',
    limit: 'critical',
    errors: [
      'PASSWORD_LOGIN_CLOSED',
      'LOGIN_REFUSED',
      'TURNSTILE_TOKEN_MISSING',
      'TURNSTILE_REFUSED',
      'TURNSTILE_UNAVAILABLE',
      'OVERLOADED',
    ],
    timeoutMs: 10_000,
    work: 'hashing',
    summary: 'Log in with a password',
  }),
  logout: rpc('rpc.auth.session.logout', Nothing, Nothing, {
    access: 'public',
    summary: 'End this session and its token',
  }),
  list: rpc('rpc.auth.session.list', Nothing, SessionList, { access: 'user', summary: 'Where you are logged in' }),
  end: rpc('rpc.auth.session.end', SessionId, EndedSession, {
    access: 'user',
    errors: ['SESSION_NOT_FOUND', 'AUTH_SESSION_NOT_FOUND'],
    summary: 'End one of your sessions',
  }),
  endOthers: rpc('rpc.auth.session.end_others', Nothing, EndedSessions, {
    access: 'user',
    summary: 'End all your other sessions',
  }),
  listOfUser: rpc('rpc.auth.session.list_of_user', SessionsOfUser, SessionList, {
    access: 'admin',
    permission: 'user.read',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: "A lower user's sessions",
  }),
  endOfUser: rpc('rpc.auth.session.end_of_user', SessionOfUser, Nothing, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS', 'SESSION_NOT_FOUND'],
    summary: "End one of a lower user's sessions",
  }),
  endAllOfUser: rpc('rpc.auth.session.end_all_of_user', SessionsOfUser, EndedSessions, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: "End all of a lower user's sessions",
  }),
};
