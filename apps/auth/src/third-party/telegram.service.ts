import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type {
  TelegramFlowOutcome,
  TelegramFlowReply,
  TelegramFlowRequest,
  TelegramRequest,
  ThirdPartyReply,
} from '@tollgate/contracts/auth/third-party';
import { Options } from '@tollgate/options';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { SpentProofs } from '../spent-proofs/spent-proofs.js';
import { STATE_SECONDS, States } from './states.js';
import { type TelegramLogin, verifyTelegram } from './telegram-signature.js';

const PROVIDER = { id: 'telegram', slug: 'telegram', label: 'Telegram' };
/** The names of refusals on the page that the browser is sent to. */
const FLOW_ERRORS: Readonly<Record<string, string>> = {
  OAUTH_DISABLED: 'TELEGRAM_BIND_DISABLED',
  TELEGRAM_REQUEST_INVALID: 'TELEGRAM_BIND_INVALID_REQUEST',
  OAUTH_STATE_INVALID: 'TELEGRAM_BIND_FLOW_INVALID',
  CREDENTIAL_INVALID: 'TELEGRAM_BIND_FLOW_INVALID',
  OAUTH_ALREADY_BOUND: 'TELEGRAM_BIND_ALREADY_BOUND',
  VERIFICATION_REQUIRED: 'TELEGRAM_BIND_VERIFICATION_REQUIRED',
  VERIFICATION_EXPIRED: 'TELEGRAM_BIND_VERIFICATION_REQUIRED',
};
/** How long a signature of Telegram is valid. */
const MAX_AGE_SECONDS = 600;

/** Login with the Telegram widget. It opens accounts that it is bound to, and creates none. */
@Injectable()
export class TelegramService {
  constructor(
    private readonly options: Options,
    private readonly accounts: ThirdPartyAccounts,
    private readonly spent: SpentProofs,
    private readonly states: States,
  ) {}

  /** @throws AppError OAUTH_DISABLED, TELEGRAM_REQUEST_INVALID, TELEGRAM_NOT_BOUND, ACCOUNT_DELETED, ACCOUNT_DISABLED */
  async logIn({ query }: TelegramRequest, caller: Caller): Promise<ThirdPartyReply> {
    const subject = await this.verifySubject(query);
    const userId = await this.accounts.find(PROVIDER.id, subject);
    if (userId === undefined) throw new AppError('TELEGRAM_NOT_BOUND');
    return this.accounts.logIn(PROVIDER, subject, userId, caller);
  }

  /** @throws AppError OAUTH_DISABLED, TELEGRAM_REQUEST_INVALID, OAUTH_ALREADY_BOUND */
  async bind({ query }: TelegramRequest, identity: Identity, caller: Caller): Promise<object> {
    const subject = await this.verifySubject(query);
    await this.accounts.bind(PROVIDER, subject, identity, caller, 'OAUTH_ALREADY_BOUND');
    return {};
  }

  /**
   * Begins a binding for a client whose navigation carries no session. The flow token stands for it.
   * @throws AppError OAUTH_DISABLED, OAUTH_STATE_INVALID, SESSION_NEEDED
   */
  async beginFlow(identity: Identity, caller: Caller): Promise<TelegramFlowReply> {
    this.readBotToken();
    if (identity.sessionId === null) throw new AppError('SESSION_NEEDED');
    const flow_token = await this.states.begin(caller, identity, '', { provider: PROVIDER.id, proof: null });
    const expires_at = Math.floor(Date.now() / 1000) + STATE_SECONDS;
    return { flow_token, callback_url: `/api/oauth/telegram/bind/${flow_token}`, expires_at };
  }

  /**
   * Ends the binding. A refusal is returned, because the browser is sent to a page that shows it. A query without a genuine signature
   * does not consume the flow token.
   */
  async endFlow({ flow_token, query }: TelegramFlowRequest, caller: Caller): Promise<TelegramFlowOutcome> {
    try {
      const login = this.readLogin(query);
      const binder = await this.states.endBinding(flow_token, PROVIDER.id, caller);
      const subject = await this.spend(login);
      await this.accounts.bind(PROVIDER, subject, binder, caller, 'OAUTH_ALREADY_BOUND');
      return {};
    } catch (error) {
      const code = error instanceof AppError ? FLOW_ERRORS[error.code] : undefined;
      if (code === undefined) throw error;
      return { error_code: code };
    }
  }

  /** The Telegram id of a genuine, recent and unused query. */
  private verifySubject(query: Readonly<Record<string, unknown>>): Promise<string> {
    return this.spend(this.readLogin(query));
  }

  private readLogin(query: Readonly<Record<string, unknown>>): TelegramLogin {
    return verifyTelegram(query, this.readBotToken());
  }

  private readBotToken(): string {
    const botToken = this.options.get('TelegramBotToken');
    if (!this.options.get('TelegramOAuthEnabled') || botToken === '') {
      throw new AppError('OAUTH_DISABLED', { provider: 'Telegram' });
    }
    return botToken;
  }

  private async spend({ subject, authDate, signature }: TelegramLogin): Promise<string> {
    if (!(await this.spent.spend(PROVIDER.id, signature, MAX_AGE_SECONDS, authDate)))
      throw new AppError('TELEGRAM_REQUEST_INVALID');
    return subject;
  }
}
