import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type {
  CallbackRequest,
  StartReply,
  StartRequest,
  StateReply,
  StateRequest,
  ThirdPartyReply,
} from '@tollgate/contracts/auth/third-party';
import { Authenticator } from '@tollgate/account-rules';
import { Options } from '@tollgate/options';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { AuthorizationCode } from './authorization-code.js';
import { ThirdPartySignUps } from './third-party-sign-ups.js';
import { OAUTH, type OAuthProvider } from './providers.js';
import { States } from './states.js';
import type { ThirdPartyProfile } from './third-party-profile.js';

/** Logging in with, and binding, an account at an OAuth provider. */
@Injectable()
export class ThirdPartyService {
  constructor(
    private readonly states: States,
    private readonly code: AuthorizationCode,
    private readonly elsewhere: ThirdPartyAccounts,
    private readonly newcomers: ThirdPartySignUps,
    private readonly options: Options,
    private readonly authenticator: Authenticator,
  ) {}

  /** A state for a client that builds the authorise address itself. With a session it binds, without one it logs in. */
  async state({ aff }: StateRequest, caller: Caller): Promise<StateReply> {
    return { state: await this.states.begin(caller, await this.identityOf(caller), aff) };
  }

  /**
   * The provider's page to send the browser to, with PKCE and a nonce, bound to that provider.
   * @throws AppError OAUTH_DISABLED, OAUTH_UNREACHABLE, OAUTH_STATE_INVALID
   */
  async start(request: StartRequest, caller: Caller): Promise<StartReply> {
    const provider = this.enabled(request.provider);
    const proof = this.code.proof();
    const started = { provider: provider.id, proof };
    const state = await this.states.begin(caller, await this.identityOf(caller), request.aff, started);
    return { url: await this.code.authorizeUrl(provider, state, proof) };
  }

  /**
   * Ends what a state began: logs in, makes an account, or binds. The state is used up whatever comes of it.
   * @throws AppError OAUTH_STATE_INVALID and the refusals of the contract
   */
  async callback(request: CallbackRequest, caller: Caller): Promise<ThirdPartyReply> {
    const identity = await this.identityOf(caller);
    const ceremony = await this.states.end(request.state ?? '', request.provider, caller, identity);
    const provider = this.enabled(request.provider);
    const { error, error_description, code, iss } = request;
    if (error) {
      throw new AppError('OAUTH_REFUSED', { provider: provider.label, reason: toReason(error_description ?? error) });
    }
    if (!code) throw new AppError('INVALID_PARAMETER', { field: 'code' });
    const profile = await this.code.exchange(provider, { code, iss }, ceremony.proof);
    if (ceremony.binds) {
      await this.elsewhere.bind(provider.id, profile.subject, ceremony.binds, caller, 'OAUTH_ALREADY_BOUND');
      return { bound: true };
    }
    const known = await this.elsewhere.find(provider.id, profile.subject);
    const userId = known ?? (await this.admit(provider, profile, ceremony.affiliateCode, caller));
    return this.elsewhere.logIn(provider.id, profile.subject, userId, caller);
  }

  private async admit(
    provider: OAuthProvider,
    profile: ThirdPartyProfile,
    aff: string,
    caller: Caller,
  ): Promise<number> {
    if (!this.options.get('RegisterEnabled')) throw new AppError('REGISTRATION_CLOSED');
    const { trustLevel } = profile;
    if (trustLevel !== undefined && trustLevel < this.options.get('LinuxDOMinimumTrustLevel')) {
      throw new AppError('TRUST_LEVEL_TOO_LOW');
    }
    return this.newcomers.welcome(provider.id, profile, aff, caller);
  }

  private enabled(id: string): OAuthProvider {
    const provider = OAUTH[id];
    if (!provider) throw new AppError('INVALID_VALUE', { field: 'provider' });
    if (!this.options.get(provider.enabled)) throw new AppError('OAUTH_DISABLED', { provider: provider.label });
    return provider;
  }

  /** Who the caller is on a public path; a credential that is over makes a guest. */
  private async identityOf(caller: Caller): Promise<Identity | null> {
    try {
      return await this.authenticator.identify(caller);
    } catch (error) {
      if (error instanceof AppError && error.status === 401) return null;
      throw error;
    }
  }
}

/** The provider's words as they came through the browser: anybody may have written them, so they are kept short and plain. */
function toReason(text: string): string {
  return [...text.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, ' ')].slice(0, 200).join('');
}
