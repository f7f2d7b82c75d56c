import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { TelegramRequest, ThirdPartyReply } from '@tollgate/contracts/auth/third-party';
import { Options } from '@tollgate/options';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { SpentProofs } from '../spent-proofs/spent-proofs.js';
import { verifyTelegram } from './telegram-signature.js';

const PROVIDER = 'telegram';
/** How long a signature of Telegram is valid. */
const MAX_AGE_SECONDS = 600;

/** Login with the Telegram widget. It opens accounts that it is bound to, and creates none. */
@Injectable()
export class TelegramService {
  constructor(
    private readonly options: Options,
    private readonly accounts: ThirdPartyAccounts,
    private readonly spent: SpentProofs,
  ) {}

  /** @throws AppError OAUTH_DISABLED, TELEGRAM_REQUEST_INVALID, TELEGRAM_NOT_BOUND, ACCOUNT_DELETED, ACCOUNT_DISABLED */
  async logIn({ query }: TelegramRequest, caller: Caller): Promise<ThirdPartyReply> {
    const subject = await this.verifySubject(query);
    const userId = await this.accounts.find(PROVIDER, subject);
    if (userId === undefined) throw new AppError('TELEGRAM_NOT_BOUND');
    return this.accounts.logIn(PROVIDER, subject, userId, caller);
  }

  /** @throws AppError OAUTH_DISABLED, TELEGRAM_REQUEST_INVALID, OAUTH_ALREADY_BOUND */
  async bind({ query }: TelegramRequest, identity: Identity, caller: Caller): Promise<object> {
    const subject = await this.verifySubject(query);
    await this.accounts.bind(PROVIDER, subject, identity, caller, 'OAUTH_ALREADY_BOUND');
    return {};
  }

  /** The Telegram id of a genuine, recent and unused query. */
  private async verifySubject(query: Readonly<Record<string, unknown>>): Promise<string> {
    const botToken = this.options.get('TelegramBotToken');
    if (!this.options.get('TelegramOAuthEnabled') || botToken === '') {
      throw new AppError('OAUTH_DISABLED', { provider: 'Telegram' });
    }
    const { subject, authDate, signature } = verifyTelegram(query, botToken);
    if (!(await this.spent.spend(PROVIDER, signature, MAX_AGE_SECONDS, authDate)))
      throw new AppError('TELEGRAM_REQUEST_INVALID');
    return subject;
  }
}
