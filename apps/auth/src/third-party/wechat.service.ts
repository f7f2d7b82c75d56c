import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { ThirdPartyReply, WeChatRequest } from '@tollgate/contracts/auth/third-party';
import { Options } from '@tollgate/options';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { ThirdPartySignUps } from './third-party-sign-ups.js';
import { ProviderDown, ProviderHttp } from '../outbound/provider-http.js';
import { parseText } from './third-party-profile.js';

const PROVIDER = 'wechat';

/** WeChat, through the operator's own WeChat server: it trades the code that people type for their id. */
@Injectable()
export class WeChatService {
  constructor(
    private readonly options: Options,
    private readonly elsewhere: ThirdPartyAccounts,
    private readonly newcomers: ThirdPartySignUps,
  ) {}

  /** @throws AppError WECHAT_DISABLED, WECHAT_CODE_INVALID, OAUTH_UNREACHABLE, OAUTH_REFUSED, REGISTRATION_CLOSED, ... */
  async logIn({ code }: WeChatRequest, caller: Caller): Promise<ThirdPartyReply> {
    const subject = await this.subjectOf(code);
    const userId = (await this.elsewhere.find(PROVIDER, subject)) ?? (await this.admit(subject, caller));
    return this.elsewhere.logIn(PROVIDER, subject, userId, caller);
  }

  /** @throws AppError as logIn, and WECHAT_ALREADY_BOUND */
  async bind({ code }: WeChatRequest, identity: Identity, caller: Caller): Promise<object> {
    const subject = await this.subjectOf(code);
    await this.elsewhere.bind(PROVIDER, subject, identity, caller, 'WECHAT_ALREADY_BOUND');
    return {};
  }

  private admit(subject: string, caller: Caller): Promise<number> {
    if (!this.options.get('RegisterEnabled')) throw new AppError('REGISTRATION_CLOSED');
    return this.newcomers.welcome(PROVIDER, { subject, displayName: 'WeChat User' }, '', caller);
  }

  /** The WeChat id behind a code; whether a code is good, and once only, its server decides. */
  private async subjectOf(code: string): Promise<string> {
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
      if (!(error instanceof ProviderDown)) throw error;
      throw new AppError('OAUTH_UNREACHABLE', { provider: 'WeChat' }, { cause: error });
    }
  }
}
