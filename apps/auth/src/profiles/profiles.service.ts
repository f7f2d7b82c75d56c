import { Injectable } from '@nestjs/common';
import { canonical, checkedPassword, checkedUsername } from '@tollgate/accounts';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { AccessToken, AffiliateCode, Profile, UpdateProfileRequest } from '@tollgate/contracts/auth/profiles';
import { CredentialReader, hashOf, newBase62 } from '@tollgate/platform/access';
import { Database, UnitOfWork } from '@tollgate/platform/db';
import { EmailChangesService } from '../email-changes/email-changes.service.js';
import { Passwords } from '../passwords/passwords.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { PROFILE, type ProfileRow, toProfile } from './profile.statement.js';
import { ProfilesRepository } from './profiles.repository.js';
import { checkedSetting } from './settings.js';

const SETTING_MAX_BYTES = 16_384;
const AFFILIATE_CODE_LENGTH = 8;

/** One's own account. */
@Injectable()
export class ProfilesService {
  private readonly reader: CredentialReader<ProfileRow>;

  constructor(
    private readonly profiles: ProfilesRepository,
    private readonly sessions: SessionsRepository,
    private readonly passwords: Passwords,
    private readonly emailChanges: EmailChangesService,
    private readonly uow: UnitOfWork,
    database: Database,
  ) {
    this.reader = new CredentialReader(database, PROFILE);
  }

  /** The whole account in one statement, which also resolves the credential. */
  async get(caller: Caller): Promise<Profile> {
    return toProfile(await this.reader.identify(caller));
  }

  /**
   * Changes what is given. The user name and the password need the current password, unless the account has none; a new
   * password ends every other session and token.
   * @throws AppError ORIGINAL_PASSWORD_WRONG, USERNAME_TAKEN, INVALID_VALUE
   */
  async update(request: UpdateProfileRequest, identity: Identity, caller: Caller): Promise<object> {
    const { userId } = identity;
    if (request.sidebar_modules !== undefined) {
      await this.profiles.setSidebar(userId, request.sidebar_modules);
      return {};
    }
    const username = request.username ? checkedUsername(request.username) : undefined;
    const verified = await this.verifyOwner(identity, username, request, caller);
    const hash = request.password ? await this.passwords.hash(checkedPassword(request.password)) : undefined;
    const address = await this.newAddress(request, userId, caller);
    await this.uow.run(async (tx) => {
      const stored = await this.profiles.lock(tx, userId);
      if (!stored) throw new AppError('CREDENTIAL_INVALID');
      if (verified !== undefined && stored.password_hash !== verified) throw new AppError('ORIGINAL_PASSWORD_WRONG');
      const change = {
        username,
        username_key: username && canonical(username),
        display_name: request.display_name || undefined,
        password_hash: hash,
      };
      if (!(await this.profiles.change(tx, userId, change))) throw new AppError('USERNAME_TAKEN');
      if (address) await this.emailChanges.apply(tx, { id: userId, ...stored }, address, caller);
      if (hash) {
        await this.sessions.endAll(tx, userId, identity.sessionId);
        await this.sessions.endTokens(tx, userId);
      }
    });
    return {};
  }

  /** @throws AppError ROOT_UNDELETABLE */
  async delete(identity: Identity): Promise<object> {
    if (!(await this.profiles.delete(identity.userId))) throw new AppError('ROOT_UNDELETABLE');
    return {};
  }

  /** @throws AppError SETTING_MALFORMED, SETTING_TOO_LARGE */
  async mergeSetting(setting: unknown, identity: Identity): Promise<object> {
    if (!(await this.profiles.mergeSetting(identity.userId, checkedSetting(setting), SETTING_MAX_BYTES))) {
      throw new AppError('SETTING_TOO_LARGE');
    }
    return {};
  }

  /** A new access token of 32 letters and digits; only its hash is kept, and the token before it is over. */
  async accessToken(identity: Identity): Promise<AccessToken> {
    const token = newBase62(32);
    await this.profiles.replaceAccessToken(identity.userId, hashOf(token));
    return { token };
  }

  async affiliateCode(identity: Identity): Promise<AffiliateCode> {
    for (;;) {
      const code = await this.profiles.affiliateCode(identity.userId, newBase62(AFFILIATE_CODE_LENGTH));
      if (code) return { code };
    }
  }

  /** The address to change to, with its code on the way; undefined where it stays. */
  private async newAddress({ email }: UpdateProfileRequest, userId: number, caller: Caller) {
    if (!email || email === (await this.profiles.owner(userId))?.email) return undefined;
    return this.emailChanges.request(email, userId, caller);
  }

  /** The password hash the owner proved to know; undefined where nothing that needs it changes. */
  private async verifyOwner(
    identity: Identity,
    username: string | undefined,
    request: UpdateProfileRequest,
    caller: Caller,
  ): Promise<string | undefined> {
    if (!request.password && username === undefined) return undefined;
    const stored = await this.profiles.owner(identity.userId);
    if (!stored) throw new AppError('CREDENTIAL_INVALID');
    // the web client and older ones send the unchanged name along: that needs no password
    if (!request.password && username === stored.username) return undefined;
    if (stored.password_hash === '') return '';
    const typed = request.original_password;
    if (!typed || !(await this.passwords.verify(identity, stored.password_hash, typed, caller))) {
      throw new AppError('ORIGINAL_PASSWORD_WRONG');
    }
    return stored.password_hash;
  }
}
