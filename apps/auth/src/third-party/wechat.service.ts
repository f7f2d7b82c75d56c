import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { ThirdPartyReply, WeChatRequest } from '@tollgate/contracts/auth/third-party';
import { Options } from '@tollgate/options';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { ThirdPartySignUps } from './third-party-sign-ups.js';
import { ProviderUnavailable, ProviderHttp } from '../outbound/provider-http.js';
import { parseText } from './third-party-profile.js';

const PROVIDER = { id: 'wechat', slug: 'wechat', label: 'WeChat' };

/** Login with WeChat through the WeChat server of the operator, which exchanges the code that a user types for an id. */
@Injectable()
export class WeChatService {
  constructor(
    private readonly options: Options,
    private readonly accounts: ThirdPartyAccounts,
    private readonly signUps: ThirdPartySignUps,
  ) {}

  /** @throws AppError WECHAT_DISABLED, WECHAT_CODE_INVALID, OAUTH_UNREACHABLE, OAUTH_REFUSED, REGISTRATION_CLOSED, ... */
  async logIn({ code }: WeChatRequest, caller: Caller): Promise<ThirdPartyReply> {
    const subject = await this.fetchSubject(code);
    const userId = (await this.accounts.find(PROVIDER.id, subject)) ?? (await this.admit(subject, caller));
    return this.accounts.logIn(PROVIDER, subject, userId, caller);
  }

  /** @throws AppError as logIn, and WECHAT_ALREADY_BOUND */
  async bind({ code }: WeChatRequest, identity: Identity, caller: Caller): Promise<object> {
    const subject = await this.fetchSubject(code);
    await this.accounts.bind(PROVIDER, subject, identity, caller, 'WECHAT_ALREADY_BOUND');
    return {};
  }

  private admit(subject: string, caller: Caller): Promise<number> {
    return this.signUps.admit(PROVIDER, { subject, displayName: 'WeChat User' }, '', caller);
  }

  /** The WeChat id of a code. The WeChat server decides whether a code is valid, and accepts it once. */
  private async fetchSubject(code: string): Promise<string> {
    const address = this.options.get('WeChatServerAddress');
    if (!this.options.get('WeChatAuthEnabled') || !address) throw new AppError('WECHAT_DISABLED');
    const url = new URL(`${address.replace(/\/+$/, '')}/api/wechat/user`);
    url.searchParams.set('code', code);
    const reply = await this.ask(url);
    if (reply.success !== true) {
      throw new AppError('OAUTH_REFUSED', { provider: 'WeChat', reason: parseText(reply.message) ?? '-' });
    }
    const subject = parseText(reply.data);
    if (!subject) throw new AppError('WECHAT_CODE_INVALID');
    return subject;
  }

  private async ask(url: URL): Promise<Record<string, unknown>> {
    try {
      return await new ProviderHttp().json(url, { headers: { authorization: this.options.get('WeChatServerToken') } });
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      throw new AppError('OAUTH_UNREACHABLE', { provider: 'WeChat' }, { cause: error });
    }
  }
}
