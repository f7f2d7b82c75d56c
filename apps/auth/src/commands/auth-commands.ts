import { checkedPassword, lockLiveNamed } from '@tollgate/account-rules';
import { COMMAND_LINE, commandCaller } from '@tollgate/audit-log';
import type { Options } from '@tollgate/options';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { CommandError } from '@tollgate/platform/config';
import type { UnitOfWork } from '@tollgate/platform/db';
import type { PasswordHasher } from '@tollgate/platform/passwords';
import { getSiteOrigin } from '../outbound/site-origin.js';
import type { ResetsRepository } from '../resets/resets.repository.js';
import type { SecondFactorsRepository } from '../second-factors/second-factors.repository.js';
import type { SecurityEvents } from '../security-events/security-events.js';
import type { SessionsRepository } from '../sessions/sessions.repository.js';
import type { Throttle } from '../throttle/throttle.js';

/** The parts of auth that commands use. */
export interface AuthParts {
  readonly work: UnitOfWork;
  readonly options: Options;
  readonly hasher: PasswordHasher;
  readonly resets: ResetsRepository;
  readonly throttle: Throttle;
  readonly factors: SecondFactorsRepository;
  readonly sessions: SessionsRepository;
  readonly events: SecurityEvents;
}

/** A link lives as long as one that is mailed. */
const LINK_SECONDS = 600;

/** Changes of login methods that an operator makes with a command. Each change has its audit event. */
export class AuthCommands {
  constructor(private readonly parts: AuthParts) {}

  /**
   * Sets a password. As after a reset by mail, all other access to the account ends: sessions, tokens, passkeys; API keys are
   * disabled. The second factor stays.
   * @throws AppError INVALID_VALUE, PASSWORD_BLOCKED; CommandError if there is no such account
   */
  async setPassword(name: string, password: string): Promise<void> {
    const { work, hasher, resets, throttle, events, options } = this.parts;
    const hash = await hasher.hash(checkedPassword(password, options));
    await work.run(async (tx) => {
      const { id } = await lockLiveNamed(tx, name);
      const passkeys = await resets.replacePassword(tx, id, hash);
      await throttle.unlock(tx, id, ['password', 'passkey']);
      const after = { passkeys_removed: passkeys };
      const event = { userId: id, action: 'security.password_reset', actor: COMMAND_LINE, after } as const;
      await events.recordDone(tx, { ...event, caller: commandCaller() });
    });
  }

  /**
   * Makes a link that resets the password once, within ten minutes.
   * @throws CommandError if the account has no verified address, because the link names it
   */
  async createResetLink(name: string): Promise<string> {
    const { work, resets, events, options } = this.parts;
    const token = newSecret();
    const email = await work.run(async (tx) => {
      const account = await lockLiveNamed(tx, name);
      if (!account.email_verified || !account.email_key)
        throw new CommandError(
          `${account.username} has no verified address: give the new password with --password-stdin`,
        );
      await resets.issue(tx, account.id, hashSecret(token), account.email_key, LINK_SECONDS);
      const event = { userId: account.id, action: 'security.reset_link_made', actor: COMMAND_LINE } as const;
      await events.recordDone(tx, { ...event, caller: commandCaller() });
      return account.email;
    });
    const query = new URLSearchParams({ email, token });
    return `${getSiteOrigin(options)}/user/reset?${query}`;
  }

  /** Removes the second factor and ends all sessions. @throws CommandError if the account does not exist or has none */
  async disableSecondFactor(name: string): Promise<void> {
    const { work, factors, sessions, events } = this.parts;
    await work.run(async (tx) => {
      const { id, username } = await lockLiveNamed(tx, name);
      if (!(await factors.remove(tx, id))) throw new CommandError(`${username} has no second factor`);
      await sessions.endAll(tx, id, null);
      await sessions.endPending(tx, id);
      const event = { userId: id, action: 'security.second_factor_disabled', actor: COMMAND_LINE } as const;
      await events.recordDone(tx, { ...event, caller: commandCaller() });
    });
  }
}
