import { Injectable } from '@nestjs/common';
import { canonical, checkedDisplayName, lockOwner, newUsername, refuseConfusable } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import type { UpdateProfileRequest } from '@tollgate/contracts/auth/profiles';
import { StepUp } from '@tollgate/account-rules';
import { UnitOfWork } from '@tollgate/platform/db';
import { EmailChangesService } from '../email-changes/email-changes.service.js';
import { Passwords } from '../passwords/passwords.js';
import { PasswordChanges } from './password-changes.js';
import { type ProfileOwner, ProfilesRepository } from './profiles.repository.js';

/** Changes that a user makes to their own account. */
/** As PUT /api/user/setting allows. */
const SETTING_MAX_BYTES = 16_384;

@Injectable()
export class ProfileChangesService {
  constructor(
    private readonly profiles: ProfilesRepository,
    private readonly passwords: Passwords,
    private readonly passwordChanges: PasswordChanges,
    private readonly emailChanges: EmailChangesService,
    private readonly stepUp: StepUp,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Changes the given fields. A new user name or password needs the current password. If the account has no password, a
   * first one is a new login method, so it needs a recent proof. A new password ends every other session and token.
   * @throws AppError ORIGINAL_PASSWORD_WRONG, USERNAME_TAKEN, INVALID_VALUE, CREDENTIAL_INVALID, VERIFICATION_REQUIRED,
   *   VERIFICATION_EXPIRED and those of an address
   */
  async update(request: UpdateProfileRequest, identity: Identity, caller: Caller): Promise<BearerTokens> {
    const { userId } = identity;
    if (request.sidebar_modules !== undefined) {
      await this.profiles.setSidebar(userId, request.sidebar_modules);
      return {};
    }
    const owner = await this.profiles.findOwner(userId);
    if (!owner) throw new AppError('CREDENTIAL_INVALID');
    // Older clients send the unchanged name as well, so it needs no password.
    const username = newUsername(request.username, owner.username);
    const displayName = request.display_name ? checkedDisplayName(request.display_name) || undefined : undefined;
    const password = request.password ? this.passwords.checkNew(request.password) : undefined;
    const verifyPassword = await this.verified(owner, { username, password, request, identity, caller });
    const hash = password && (await this.passwords.hash(password));
    const address = await this.requestAddress(request.email, owner, userId, caller);
    return this.uow.run(async (tx) => {
      const stored = await lockOwner(tx, identity, caller);
      if (verifyPassword !== undefined && stored.password_hash !== verifyPassword)
        throw new AppError('ORIGINAL_PASSWORD_WRONG');
      if (hash && stored.password_hash === '') await this.stepUp.require(tx, identity);
      if (username) await refuseConfusable(tx, username, userId);
      const change = {
        username,
        username_key: username && canonical(username),
        display_name: displayName,
        password_hash: hash,
      };
      if (!(await this.profiles.change(tx, userId, change))) throw new AppError('USERNAME_TAKEN');
      if (request.language)
        await this.profiles.mergeSetting(tx, userId, { language: request.language }, SETTING_MAX_BYTES);
      if (address) await this.emailChanges.apply(tx, stored, address, caller);
      return hash ? this.passwordChanges.endOtherAccess(tx, identity, caller) : {};
    });
  }

  /** The new address, to which a code has been sent. Undefined if the address does not change. */
  private async requestAddress(email: string | undefined, owner: ProfileOwner, userId: number, caller: Caller) {
    return !email || canonical(email) === canonical(owner.email)
      ? undefined
      : this.emailChanges.request(email, userId, caller);
  }

  /** The password hash that the owner has proved to know. Undefined if no change needs it. */
  private async verified(
    owner: ProfileOwner,
    change: { username?: string; password?: string; request: UpdateProfileRequest; identity: Identity; caller: Caller },
  ): Promise<string | undefined> {
    const { username, password, request, identity, caller } = change;
    if (!password && !username) return undefined;
    if (owner.password_hash === '') return '';
    const { original_password: typed } = request;
    // An empty password is not counted as an attempt.
    if (!typed || !(await this.passwords.verify(identity, owner.password_hash, typed, caller))) {
      throw new AppError('ORIGINAL_PASSWORD_WRONG');
    }
    return owner.password_hash;
  }
}
