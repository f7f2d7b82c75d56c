import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonical, checkedUsername, NewAccounts } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { MailRequests } from '../mail/mail-requests.js';
import { IdentitiesRepository } from './identities.repository.js';
import type { ProviderName } from './oauth-provider.js';
import type { ThirdPartyProfile } from './third-party-profile.js';

/** Random names to try after the preferred one. One is enough in practice. */
const RANDOM_NAMES = 6;
const DISPLAY_NAME_MAX = 20;
/** The next name is tried after these errors. */
const NAME_REFUSED: readonly string[] = ['USERNAME_TAKEN', 'USERNAME_CONFUSABLE'];

const NEXT_ID = { name: 'newcomers.next_id', text: 'SELECT coalesce(max(id), 0) + 1 AS next FROM auth.users' };
const IS_TAKEN = {
  name: 'newcomers.address_taken',
  text: 'SELECT deleted_at IS NULL AS open FROM auth.users WHERE email_key = $1 AND email_verified',
};

/** Creates accounts for unknown identities. */
@Injectable()
export class ThirdPartySignUps {
  constructor(
    private readonly database: Database,
    private readonly accounts: NewAccounts,
    private readonly identities: IdentitiesRepository,
    private readonly mailRequests: MailRequests,
    private readonly uow: UnitOfWork,
    private readonly options: Options,
  ) {}

  /**
   * As `signUp`, if the options let new accounts in.
   * @throws AppError REGISTRATION_CLOSED, TRUST_LEVEL_TOO_LOW and as `signUp`
   */
  async admit(provider: ProviderName, profile: ThirdPartyProfile, aff: string, caller: Caller): Promise<number> {
    if (!this.options.get('RegisterEnabled')) throw new AppError('REGISTRATION_CLOSED');
    const { trustLevel } = profile;
    if (trustLevel !== undefined && trustLevel < this.options.get('LinuxDOMinimumTrustLevel')) {
      throw new AppError('TRUST_LEVEL_TOO_LOW');
    }
    return this.signUp(provider, profile, aff, caller);
  }

  /**
   * Creates the account of an identity. Gifts and the inviter reward are granted once per identity, because a user could
   * unbind it and sign up again. If the preferred name is taken or not allowed, a free one is used. An address never joins
   * an existing account.
   * @returns the id of the new user, or of the account that a concurrent login created for the identity
   * @throws AppError REGISTRATION_CLOSED, AFF_CODE_UNKNOWN; ACCOUNT_EXISTS if the provider has verified an address that another account
   *   has proven
   */
  async signUp(
    { id: provider, slug }: ProviderName,
    profile: ThirdPartyProfile,
    affiliateCode: string,
    caller: Caller,
  ): Promise<number> {
    const candidates = await this.buildNames(slug, profile.username);
    for (const username of candidates) {
      try {
        const made = await this.uow.run((tx) => this.make(tx, provider, profile, { username, affiliateCode, caller }));
        return made;
      } catch (error) {
        if (error instanceof IdentityTaken) return error.userId;
        if (!(error instanceof AppError && NAME_REFUSED.includes(error.code))) throw error;
      }
    }
    throw new AppError('USERNAME_TAKEN');
  }

  private async make(
    tx: Tx,
    provider: string,
    profile: ThirdPartyProfile,
    how: { username: string; affiliateCode: string; caller: Caller },
  ): Promise<number> {
    const isFirst = await this.identities.takeSignUpGift(tx, provider, profile.subject);
    const userId = await this.accounts.create(tx, {
      username: how.username,
      displayName: [...(profile.displayName ?? '').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')]
        .slice(0, DISPLAY_NAME_MAX)
        .join('')
        .trim(),
      passwordHash: '',
      email: await this.toEmail(tx, profile),
      affiliateCode: how.affiliateCode,
      selfMade: true,
      welcomedBefore: !isFirst,
      requestId: how.caller.requestId,
    });
    if (await this.identities.add(tx, provider, profile.subject, userId)) return userId;
    // Uses the connection of this transaction, because concurrent twins that each need a second one could deadlock on the
    // pool.
    const owner = await this.identities.findOwner(provider, profile.subject, tx);
    // Thrown to roll back the new account.
    throw new IdentityTaken(owner?.user_id ?? 0);
  }

  private async toEmail(tx: Tx, { email }: ThirdPartyProfile) {
    const address = email && this.parseAllowedAddress(email.address);
    if (!email || !address) return undefined;
    if (!email.verified) return { address: address.text, verified: false };
    const [owner] = await tx.query<{ open: boolean }>(IS_TAKEN, [address.key]);
    // A second account would be empty, and its user would look for the first one.
    if (owner?.open) throw new AppError('ACCOUNT_EXISTS');
    return { address: address.text, verified: owner === undefined };
  }

  /** The address. Undefined if it is malformed or not allowed, because the account is created without it then. */
  private parseAllowedAddress(address: string) {
    try {
      return this.mailRequests.parseAllowedAddress(address);
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  private async buildNames(slug: string, preferred: string | undefined): Promise<string[]> {
    const [row] = await this.database.query<{ next: number }>(NEXT_ID);
    const random = () => `${slug}_${randomInt(1e9, 1e10)}`;
    const names = [`${slug}_${row?.next ?? 1}`, ...Array.from({ length: RANDOM_NAMES }, random)];
    return preferred !== undefined && isAllowed(preferred) ? [preferred.trim(), ...names] : names;
  }
}

/** A concurrent login created an account for the identity first. */
class IdentityTaken extends Error {
  constructor(readonly userId: number) {
    super('the identity was taken by a concurrent login');
  }
}

function isAllowed(name: string): boolean {
  try {
    return canonical(checkedUsername(name)) !== '';
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
