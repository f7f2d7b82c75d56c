import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type {
  CallbackRequest,
  FlowReply,
  FlowRequest,
  StartReply,
  StartRequest,
  StateReply,
  StateRequest,
  ThirdPartyReply,
} from '@tollgate/contracts/auth/third-party';
import { Authenticator } from '@tollgate/account-rules';
import { findIdentity } from '../sessions/find-identity.js';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { AuthorizationCode } from './authorization-code.js';
import { ThirdPartySignUps } from './third-party-sign-ups.js';
import type { OAuthProvider } from './oauth-provider.js';
import { ProviderDirectory } from './provider-directory.js';
import { STATE_SECONDS, States } from './states.js';

/** Login with an account of an OAuth provider, and binding it. */
@Injectable()
export class ThirdPartyService {
  constructor(
    private readonly providers: ProviderDirectory,
    private readonly states: States,
    private readonly code: AuthorizationCode,
    private readonly accounts: ThirdPartyAccounts,
    private readonly signUps: ThirdPartySignUps,
    private readonly authenticator: Authenticator,
  ) {}

  /** A state for a client that builds the authorization URL itself. With a session it is for binding, else for login. */
  async state({ aff }: StateRequest, caller: Caller): Promise<StateReply> {
    return { state: await this.states.begin(caller, await findIdentity(this.authenticator, caller), aff) };
  }

  /**
   * A state for one provider. The client names its purpose, so `login` logs in even if there is a session.
   * @throws AppError INVALID_PARAMETER, INVALID_VALUE, UNAUTHENTICATED, SESSION_NEEDED, OAUTH_STATE_INVALID
   */
  async flow({ provider: slug, intent, aff }: FlowRequest, caller: Caller): Promise<FlowReply> {
    const { id: provider } = await this.find(slug);
    if (intent === 'bind' && aff) throw new AppError('INVALID_PARAMETER', { field: 'aff' });
    const identity = intent === 'bind' ? await findIdentity(this.authenticator, caller) : null;
    if (intent === 'bind' && !identity) throw new AppError('UNAUTHENTICATED');
    if (identity?.sessionId === null) throw new AppError('SESSION_NEEDED');
    const flow_token = await this.states.begin(caller, identity, aff, { provider, proof: null });
    return { flow_token, expires_at: Math.floor(Date.now() / 1000) + STATE_SECONDS };
  }

  /**
   * The URL of the provider to redirect the browser to, with PKCE and a nonce. The state is bound to that provider.
   * @throws AppError OAUTH_DISABLED, OAUTH_UNREACHABLE, OAUTH_STATE_INVALID
   */
  async start(request: StartRequest, caller: Caller): Promise<StartReply> {
    const provider = refuseDisabled(await this.find(request.provider));
    const proof = this.code.proof();
    const started = { provider: provider.id, proof };
    const state = await this.states.begin(caller, await findIdentity(this.authenticator, caller), request.aff, started);
    return { url: await this.code.authorizeUrl(provider, state, proof) };
  }

  /**
   * Ends a ceremony: logs in, creates an account, or binds. The state is consumed even if the ceremony fails.
   * @throws AppError OAUTH_STATE_INVALID and the refusals of the contract
   */
  async callback(request: CallbackRequest, caller: Caller): Promise<ThirdPartyReply> {
    const identity = await findIdentity(this.authenticator, caller);
    const provider = await this.find(request.provider);
    const ceremony = await this.states.end(request.state ?? '', provider.id, caller, identity);
    refuseDisabled(provider);
    const { error, error_description, code, iss } = request;
    if (error) {
      throw new AppError('OAUTH_REFUSED', { provider: provider.label, reason: toReason(error_description ?? error) });
    }
    if (!code) throw new AppError('INVALID_PARAMETER', { field: 'code' });
    const profile = await this.code.exchange(provider, { code, iss }, ceremony.proof);
    if (ceremony.binds) {
      await this.accounts.bind(provider, profile.subject, ceremony.binds, caller, 'OAUTH_ALREADY_BOUND');
      return { bound: true };
    }
    const known =
      (await this.accounts.find(provider.id, profile.subject)) ??
      (await this.accounts.claimImported(provider.id, profile, caller));
    const userId = known ?? (await this.signUps.admit(provider, profile, ceremony.affiliateCode, caller));
    return this.accounts.logIn(provider, profile.subject, userId, caller);
  }

  private async find(slug: string): Promise<OAuthProvider> {
    const provider = await this.providers.find(slug);
    if (!provider) throw new AppError('INVALID_VALUE', { field: 'provider' });
    return provider;
  }
}

function refuseDisabled(provider: OAuthProvider): OAuthProvider {
  if (!provider.enabled) throw new AppError('OAUTH_DISABLED', { provider: provider.label });
  return provider;
}

/** Sanitises the error text of the provider, because it came through the browser and may be forged. */
function toReason(text: string): string {
  return [...text.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, ' ')].slice(0, 200).join('');
}
