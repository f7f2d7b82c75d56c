import { Bool, Int, List, Nested, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

/** Name or e-mail address, and password. */
export class LoginRequest {
  @Text({ min: 1, max: 254, example: 'testuser', description: 'User name or verified e-mail address' })
  username: string;
  @Text({ min: 1, max: 1024, example: 'password123' }) password: string;
  @Text({ optional: true, max: 4096, description: 'Turnstile token, while the check is on' }) turnstile?: string;
}

export class LoginUser {
  @Int({ example: 1 }) id: number;
  @Text({ example: 'testuser' }) username: string;
  @Int({ example: 1 }) role: number;
  @Int({ example: 1_000_000, description: 'Remaining balance, in quota' }) quota: number;
}

/** The result of a login step for the client: the user, or the demand for a second factor. */
export class LoginOutcome {
  @Bool({ optional: true, description: 'A second factor is asked for at login/2fa' }) require_2fa?: boolean;
  @Text({ optional: true, description: 'Session token for Authorization: Bearer' }) token?: string;
  @Nested(() => LoginUser, { optional: true }) user?: LoginUser;
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
}

export class SessionItem {
  @Int() id: number;
  @Text({ description: 'Browser and system, as the client named them', max: 512 }) device: string;
  @Text() ip: string;
  @Text({ example: 'password', description: 'How the session was begun' }) method: string;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ description: 'Unix seconds' }) last_used_at: number;
  @Int({ description: 'Unix seconds' }) expires_at: number;
  @Bool({ description: 'The session that asks' }) current: boolean;
}

export class SessionList {
  @List(() => SessionItem) sessions: SessionItem[];
}

export class SessionId {
  @Int({ min: 1 }) id: number;
}

export class SessionsOfUser {
  @Int({ min: 1 }) user_id: number;
}

export class SessionOfUser extends SessionsOfUser {
  @Int({ min: 1 }) id: number;
}

export class EndedSessions {
  @Int({ description: 'How many sessions ended' }) ended: number;
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
  end: rpc('rpc.auth.session.end', SessionId, Nothing, {
    access: 'user',
    errors: ['SESSION_NOT_FOUND'],
    summary: 'End one of your sessions',
  }),
  endOthers: rpc('rpc.auth.session.end_others', Nothing, EndedSessions, {
    access: 'user',
    summary: 'End all your other sessions',
  }),
  listOfUser: rpc('rpc.auth.session.list_of_user', SessionsOfUser, SessionList, {
    access: 'admin',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: "A lower user's sessions",
  }),
  endOfUser: rpc('rpc.auth.session.end_of_user', SessionOfUser, Nothing, {
    access: 'admin',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS', 'SESSION_NOT_FOUND'],
    summary: "End one of a lower user's sessions",
  }),
  endAllOfUser: rpc('rpc.auth.session.end_all_of_user', SessionsOfUser, EndedSessions, {
    access: 'admin',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: "End all of a lower user's sessions",
  }),
};
