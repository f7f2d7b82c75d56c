import { Bool, Int, List, MapOf, Text } from '../fields.js';
import { Nothing, rpc, STEP_UP_ERRORS } from '../rpc.js';
import { LoginOutcome } from './sessions.contract.js';

/** Providers that follow OAuth 2.0's authorization code flow. */
export const OAUTH_PROVIDERS = ['github', 'discord', 'oidc', 'linuxdo'] as const;
/** Every kind of account that can be bound. */
export const PROVIDERS = [...OAUTH_PROVIDERS, 'wechat', 'telegram'] as const;

/** A built-in provider, or the slug of one that root made. */
const PROVIDER_SLUG = { max: 63, pattern: /^[a-z0-9][a-z0-9_-]*$/, example: 'github' };

export class StateRequest {
  @Text({
    optional: true,
    max: 1024,
    description: "Inviter's code, for an account made by this login; unknown ones are ignored",
  })
  aff?: string;
}

export class StateReply {
  @Text({ description: 'Good once, for ten minutes, in this browser' }) state: string;
}

/** How clients of 2026 begin: they name the provider and what it is for. */
export class FlowRequest {
  @Text(PROVIDER_SLUG) provider: string;
  @Text({ oneOf: ['login', 'bind'], description: '`bind` needs a session and binds to it' }) intent: 'login' | 'bind';
  @Text({ optional: true, max: 32, description: "Inviter's code; only with `login`" }) aff?: string;
}

export class FlowReply {
  @Text({ description: 'The `state` for the provider: good once, for ten minutes, in this browser' })
  flow_token: string;
  @Int({ description: 'Unix seconds' }) expires_at: number;
}

export class TelegramFlowReply extends FlowReply {
  @Text({ description: "Where Telegram's widget sends the browser" }) callback_url: string;
}

export class StartRequest extends StateRequest {
  @Text(PROVIDER_SLUG) provider: string;
}

export class StartReply {
  @Text({ max: 4096, description: "The provider's page to send the browser to" }) url: string;
}

export class CallbackRequest {
  @Text(PROVIDER_SLUG) provider: string;
  @Text({ optional: true, max: 2048 }) code?: string;
  @Text({ optional: true, max: 255 }) state?: string;
  @Text({ optional: true, max: 2048, description: 'Issuer, where the provider names it (RFC 9207)' }) iss?: string;
  @Text({ optional: true, max: 255 }) error?: string;
  @Text({ optional: true, max: 2048 }) error_description?: string;
}

/** A login, or the word that the account was bound. */
export class ThirdPartyReply extends LoginOutcome {
  @Bool({ optional: true, description: 'Bound to the session that began it; there is no login' }) bound?: boolean;
  @Text({ optional: true, description: 'Secret of the session cookie' }) cookie?: string;
  @Int({ optional: true, description: 'Seconds the cookie lives' }) cookie_max_age?: number;
}

export class WeChatRequest {
  @Text({ min: 1, max: 255, description: 'Code the WeChat account answered with' }) code: string;
}

export class TelegramRequest {
  @MapOf('json', { description: "Everything Telegram's widget put into the query" }) query: Record<string, unknown>;
}

export class TelegramFlowRequest extends TelegramRequest {
  @Text({ max: 255 }) flow_token: string;
}

/** How a binding ended, for the page that the browser is sent to. */
export class TelegramFlowOutcome {
  @Text({ optional: true, example: 'TELEGRAM_BIND_FLOW_INVALID', description: 'Absent after a success' })
  error_code?: string;
}

export class Binding {
  @Text({ example: 'github', description: 'A built-in provider, or the slug of a custom one' }) provider: string;
  @Text({ description: 'How the provider is called' }) name: string;
  @Bool({ description: 'Login with it is open' }) enabled: boolean;
  @Bool() bound: boolean;
  @Text({ optional: true, description: "The account's immutable id there" }) subject?: string;
  @Int({ optional: true, description: 'Unix seconds' }) bound_at?: number;
  @Bool({ description: 'Another way into the account remains without it' }) removable: boolean;
}

export class BindingList {
  @List(() => Binding) bindings: Binding[];
}

export class UnbindRequest {
  @Text(PROVIDER_SLUG) provider: string;
}

const PROVIDER_ERRORS = [
  'OAUTH_DISABLED',
  'OAUTH_REFUSED',
  'OAUTH_UNREACHABLE',
  'OAUTH_TOKEN_FAILED',
  'OAUTH_USER_FAILED',
  'OAUTH_USER_EMPTY',
  'OAUTH_POLICY_REFUSED',
] as const;
const ACCOUNT_ERRORS = [
  'REGISTRATION_CLOSED',
  'AFF_CODE_UNKNOWN',
  'ACCOUNT_EXISTS',
  'ACCOUNT_DELETED',
  'ACCOUNT_DISABLED',
] as const;

export const thirdPartyRpc = {
  state: rpc('rpc.auth.third_party.state', StateRequest, StateReply, {
    access: 'public',
    limit: 'critical',
    errors: ['OAUTH_STATE_INVALID'],
    summary: 'A state for a login elsewhere, or, with a session, for binding an account',
  }),
  flow: rpc('rpc.auth.third_party.flow', FlowRequest, FlowReply, {
    access: 'public',
    limit: 'critical',
    errors: ['OAUTH_STATE_INVALID', 'UNAUTHENTICATED', 'SESSION_NEEDED'],
    summary: 'A state for logging in with a provider, or for binding an account of it',
  }),
  start: rpc('rpc.auth.third_party.start', StartRequest, StartReply, {
    access: 'public',
    limit: 'critical',
    errors: ['OAUTH_STATE_INVALID', 'OAUTH_DISABLED', 'OAUTH_UNREACHABLE', 'OAUTH_TOKEN_FAILED'],
    timeoutMs: 8000,
    work: 'waiting',
    summary: "Go to a provider's login, with PKCE and a nonce",
  }),
  callback: rpc('rpc.auth.third_party.callback', CallbackRequest, ThirdPartyReply, {
    access: 'public',
    limit: 'critical',
    errors: [
      'OAUTH_STATE_INVALID',
      ...PROVIDER_ERRORS,
      ...ACCOUNT_ERRORS,
      'OAUTH_ALREADY_BOUND',
      'TRUST_LEVEL_TOO_LOW',
      'OVERLOADED',
      ...STEP_UP_ERRORS,
    ],
    timeoutMs: 9000,
    work: 'waiting',
    summary: 'Log in, or bind, with what the provider answered',
  }),
  wechatLogin: rpc('rpc.auth.third_party.wechat_login', WeChatRequest, ThirdPartyReply, {
    access: 'public',
    limit: 'critical',
    errors: ['WECHAT_DISABLED', 'WECHAT_CODE_INVALID', 'OAUTH_UNREACHABLE', 'OAUTH_REFUSED', ...ACCOUNT_ERRORS],
    timeoutMs: 9000,
    work: 'waiting',
    summary: 'Log in with a code from the WeChat account',
  }),
  wechatBind: rpc('rpc.auth.third_party.wechat_bind', WeChatRequest, Nothing, {
    access: 'user',
    limit: 'critical',
    stepUp: true,
    errors: ['WECHAT_DISABLED', 'WECHAT_CODE_INVALID', 'OAUTH_UNREACHABLE', 'OAUTH_REFUSED', 'WECHAT_ALREADY_BOUND'],
    timeoutMs: 9000,
    work: 'waiting',
    summary: 'Bind a WeChat account',
  }),
  telegramLogin: rpc('rpc.auth.third_party.telegram_login', TelegramRequest, ThirdPartyReply, {
    access: 'public',
    limit: 'critical',
    errors: ['OAUTH_DISABLED', 'TELEGRAM_REQUEST_INVALID', 'TELEGRAM_NOT_BOUND', ...ACCOUNT_ERRORS],
    summary: "Log in with Telegram's widget; it never makes an account",
  }),
  telegramBind: rpc('rpc.auth.third_party.telegram_bind', TelegramRequest, Nothing, {
    access: 'user',
    limit: 'critical',
    stepUp: true,
    errors: ['OAUTH_DISABLED', 'TELEGRAM_REQUEST_INVALID', 'OAUTH_ALREADY_BOUND'],
    summary: 'Bind a Telegram account; reached by navigation',
  }),
  telegramFlow: rpc('rpc.auth.third_party.telegram_flow', Nothing, TelegramFlowReply, {
    access: 'user',
    limit: 'critical',
    stepUp: true,
    errors: ['OAUTH_DISABLED', 'OAUTH_STATE_INVALID', 'SESSION_NEEDED'],
    summary: 'Begin to bind a Telegram account',
  }),
  telegramFinish: rpc('rpc.auth.third_party.telegram_finish', TelegramFlowRequest, TelegramFlowOutcome, {
    access: 'public',
    limit: 'critical',
    summary: 'Bind the Telegram account; reached by navigation',
  }),
  bindings: rpc('rpc.auth.third_party.list', Nothing, BindingList, {
    access: 'user',
    summary: 'The accounts bound to yours',
  }),
  unbind: rpc('rpc.auth.third_party.unbind', UnbindRequest, Nothing, {
    access: 'user',
    errors: ['BINDING_NOT_FOUND', 'LAST_WAY_IN'],
    summary: 'Unbind an account, unless it is the last way into yours',
  }),
};
