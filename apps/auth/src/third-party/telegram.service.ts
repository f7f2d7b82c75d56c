import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { TelegramRequest, ThirdPartyReply } from '@tollgate/contracts/auth/third-party';
import { Options } from '@tollgate/options';
import { ThirdPartyAccounts } from './third-party-accounts.js';
import { SpentProofs } from './spent-proofs.js';
import { verifiedTelegram } from './telegram-signature.js';

const PROVIDER = 'telegram';
/** How long a signature of Telegram's holds, in seconds. */
const MAX_AGE = 600;

/** Telegram's login widget. It opens accounts it is bound to, and never makes one. */
@Injectable()
export class TelegramService {
  constructor(
    private readonly options: Options,
    private readonly elsewhere: ThirdPartyAccounts,
    private readonly spent: SpentProofs,
  ) {}

  /** @throws AppError OAUTH_DISABLED, TELEGRAM_REQUEST_INVALID, TELEGRAM_NOT_BOUND, ACCOUNT_DELETED, ACCOUNT_DISABLED */
  async logIn({ query }: TelegramRequest, caller: Caller): Promise<ThirdPartyReply> {
    const subject = await this.subjectOf(query);
    const userId = await this.elsewhere.find(PROVIDER, subject);
    if (userId === undefined) throw new AppError('TELEGRAM_NOT_BOUND');
    return this.elsewhere.logIn(PROVIDER, subject, userId, caller);
  }

  /** @throws AppError OAUTH_DISABLED, TELEGRAM_REQUEST_INVALID, OAUTH_ALREADY_BOUND */
  async bind({ query }: TelegramRequest, identity: Identity, caller: Caller): Promise<object> {
    const subject = await this.subjectOf(query);
    await this.elsewhere.bind(PROVIDER, subject, identity, caller, 'OAUTH_ALREADY_BOUND');
    return {};
  }

  /** The Telegram id in a genuine, recent query that nobody has used before. */
  private async subjectOf(query: Readonly<Record<string, unknown>>): Promise<string> {
    const botToken = this.options.get('TelegramBotToken');
    if (!this.options.get('TelegramOAuthEnabled') || botToken === '') {
      throw new AppError('OAUTH_DISABLED', { provider: 'Telegram' });
    }
    const { subject, authDate, signature } = verifiedTelegram(query, botToken);
    if (!(await this.spent.spend(PROVIDER, signature, MAX_AGE, authDate)))
      throw new AppError('TELEGRAM_REQUEST_INVALID');
    return subject;
  }
}
