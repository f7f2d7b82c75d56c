import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { AccessToken, AffiliateCode, Profile } from '@tollgate/contracts/auth/profiles';
import { CredentialReader } from '@tollgate/account-rules';
import { hashSecret, newBase62 } from '@tollgate/platform/access';
import { Database, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { PROFILE, type ProfileRow, toProfile } from './profile.statement.js';
import { ProfilesRepository } from './profiles.repository.js';
import { parseSetting } from './settings.js';

const SETTING_MAX_BYTES = 16_384;
const AFFILIATE_CODE_LENGTH = 8;
/** Three random codes in a row are never taken by chance, so after three attempts the account is deleted. */
const AFFILIATE_CODE_ATTEMPTS = 3;

/** The user's own account. */
@Injectable()
export class ProfilesService {
  private readonly reader: CredentialReader<ProfileRow>;

  constructor(
    private readonly profiles: ProfilesRepository,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
    database: Database,
  ) {
    this.reader = new CredentialReader(database, PROFILE);
  }

  /** Reads the whole account in one statement, which also resolves the credential. */
  async get(caller: Caller): Promise<Profile> {
    return toProfile(await this.reader.identify(caller));
  }

  /** @throws AppError ROOT_UNDELETABLE, CREDENTIAL_INVALID */
  async delete(identity: Identity, caller: Caller): Promise<object> {
    const { userId } = identity;
    await this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      if (!(await this.profiles.delete(tx, userId))) throw new AppError('ROOT_UNDELETABLE');
      await this.events.recordDone(tx, { userId, action: 'security.account_deleted', caller });
    });
    return {};
  }

  /** @throws AppError SETTING_MALFORMED, SETTING_TOO_LARGE, CREDENTIAL_INVALID */
  async mergeSetting(setting: unknown, identity: Identity, caller: Caller): Promise<object> {
    const checked = parseSetting(setting);
    await this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      if (!(await this.profiles.mergeSetting(tx, identity.userId, checked, SETTING_MAX_BYTES)))
        throw new AppError('SETTING_TOO_LARGE');
    });
    return {};
  }

  /**
   * Creates an access token of 32 letters and digits. Only its hash is stored, and the previous token is revoked.
   * @throws AppError CREDENTIAL_INVALID
   */
  async accessToken(identity: Identity, caller: Caller): Promise<AccessToken> {
    const { userId } = identity;
    const token = newBase62(32);
    await this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      await this.profiles.replaceAccessToken(tx, userId, hashSecret(token));
      await this.events.recordDone(tx, { userId, action: 'security.access_token_made', caller });
    });
    return { token };
  }

  /** @throws AppError CREDENTIAL_INVALID if the account has been deleted */
  async affiliateCode({ userId }: Identity): Promise<AffiliateCode> {
    for (let attempt = 0; attempt < AFFILIATE_CODE_ATTEMPTS; attempt += 1) {
      const code = await this.profiles.affiliateCode(userId, newBase62(AFFILIATE_CODE_LENGTH));
      if (code) return { code };
    }
    throw new AppError('CREDENTIAL_INVALID');
  }
}
