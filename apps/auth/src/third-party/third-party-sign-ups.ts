import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonical, checkedUsername, NewAccounts } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { MailRequests } from '../mail/mail-requests.js';
import { IdentitiesRepository } from './identities.repository.js';
import type { ThirdPartyProfile } from './third-party-profile.js';

/** Names tried after the preferred one before giving up; the last ones are random, so the end is never seen. */
const TRIES = 6;
const DISPLAY_NAME_MAX = 20;

const NEXT_ID = { name: 'newcomers.next_id', text: 'SELECT coalesce(max(id), 0) + 1 AS next FROM auth.users' };
const IS_TAKEN = {
  name: 'newcomers.address_taken',
  text: 'SELECT 1 AS taken FROM auth.users WHERE email_key = $1 AND email_verified',
};

/** Makes accounts for people who come from elsewhere for the first time. */
@Injectable()
export class ThirdPartySignUps {
  constructor(
    private readonly database: Database,
    private readonly accounts: NewAccounts,
    private readonly identities: IdentitiesRepository,
    private readonly outgoing: MailRequests,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Makes the account of an identity, with gifts and invitation the first time: unbound, it would have them again. A name that is taken or not allowed gives way to a free
   * one. An address is never a reason to join an account that exists: where another has proven it, it stays unproven here.
   * @returns the new user's id, or that of the account which took the identity meanwhile
   * @throws AppError REGISTRATION_CLOSED
   */
  async welcome(provider: string, profile: ThirdPartyProfile, affiliateCode: string, caller: Caller): Promise<number> {
    const candidates = await this.names(provider, profile.username);
    for (const username of candidates) {
      try {
        const made = await this.uow.run((tx) => this.make(tx, provider, profile, { username, affiliateCode, caller }));
        return made;
      } catch (error) {
        if (error instanceof IdentityTaken) return error.userId;
        if (!(error instanceof AppError && error.code === 'USERNAME_TAKEN')) throw error;
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
    const isFirst = await this.identities.welcome(tx, provider, profile.subject);
    const userId = await this.accounts.create(tx, {
      username: how.username,
      displayName: [...(profile.displayName ?? '').replace(/\p{C}/gu, '')].slice(0, DISPLAY_NAME_MAX).join('').trim(),
      passwordHash: '',
      email: await this.emailOf(tx, profile),
      affiliateCode: how.affiliateCode,
      selfMade: true,
      welcomedBefore: !isFirst,
      requestId: how.caller.requestId,
    });
    if (await this.identities.add(tx, provider, profile.subject, userId)) return userId;
    // on this connection: twins that each asked for a second one would wait for each other
    const owner = await this.identities.ownerOf(provider, profile.subject, tx);
    // thrown, so that the account just made is undone
    throw new IdentityTaken(owner?.user_id ?? 0);
  }

  private async emailOf(tx: Tx, { email }: ThirdPartyProfile) {
    const address = email && this.allowed(email.address);
    if (!email || !address) return undefined;
    const taken = email.verified && (await tx.query(IS_TAKEN, [address.key])).length > 0;
    return { address: address.text, verified: email.verified && !taken };
  }

  /** The address, or undefined where it is none, or none that root allows: the account is made without it. */
  private allowed(address: string) {
    try {
      return this.outgoing.allowed(address);
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  private async names(provider: string, preferred: string | undefined): Promise<string[]> {
    const [row] = await this.database.query<{ next: number }>(NEXT_ID);
    const random = () => `${provider}_${randomInt(1e9, 1e10)}`;
    const names = [`${provider}_${row?.next ?? 1}`, ...Array.from({ length: TRIES }, random)];
    return preferred !== undefined && isAllowed(preferred) ? [preferred.trim(), ...names] : names;
  }
}

/** Somebody else's login made an account for the identity first. */
class IdentityTaken extends Error {
  constructor(readonly userId: number) {
    super('the identity was taken meanwhile');
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
