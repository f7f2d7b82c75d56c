import { Injectable } from '@nestjs/common';
import { parseModels, refuseKey, refuseKeyUse } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import type { ApiKeyUsageReply, VerifiedApiKey, VerifyApiKeyRequest } from '@tollgate/contracts/auth/api-keys';
import { isOnAllowList } from '@tollgate/platform/access';
import { GroupsService } from '../groups/groups.service.js';
import { ApiKeysRepository, type PresentedKey } from './api-keys.repository.js';
import { KeySecrets } from './key-secrets.js';

/** Verification of a presented API key, and the limit that refuses it. */
@Injectable()
export class KeyVerificationService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly secrets: KeySecrets,
    private readonly groups: GroupsService,
  ) {}

  /**
   * Everything that a relay must know before it serves a request. One statement reads all limits as they are now; a
   * malformed key costs none. A user without balance is refused for every model, because the request could not be charged.
   * That includes a user with a debt, because a debt exists only while the balance is 0.
   * @throws AppError API_KEY_INVALID, _DISABLED, _EXPIRED, _EXHAUSTED, _USER_DISABLED, _ADDRESS_REFUSED, _GROUP_REFUSED,
   *   _MODEL_REFUSED, INSUFFICIENT_QUOTA
   */
  async verify(request: VerifyApiKeyRequest): Promise<VerifiedApiKey> {
    const key = await this.findKey(request.key_hash);
    if (key.status === 4) throw new AppError('API_KEY_EXHAUSTED');
    refuseKeyUse(key, request, (group, userGroup) => this.groups.isUsable(group, userGroup));
    const models = parseModels(key);
    if (key.user_quota === 0) throw new AppError('INSUFFICIENT_QUOTA', { balance: 0 });
    const { id: key_id, name, user_id, username, role, user_group, user_quota, user_used_quota } = key;
    const { unlimited_quota, remain_quota, used_quota, model_limits_enabled, expired_time } = key;
    return {
      ...{
        key_id,
        name,
        user_id,
        username,
        role,
        user_group,
        user_quota,
        user_used_quota,
        group: key.group || user_group,
      },
      ...{ unlimited_quota, remain_quota, used_quota, model_limits_enabled, model_limits: models, expired_time },
    };
  }

  /** The granted, used and remaining quota of the presented key, also of an exhausted one. */
  async usage(caller: Caller): Promise<ApiKeyUsageReply> {
    const key = await this.getCallersKey(caller);
    const data = {
      object: 'token_usage',
      name: key.name,
      total_granted: key.remain_quota + key.used_quota,
      total_used: key.used_quota,
      total_available: key.remain_quota,
      unlimited_quota: key.unlimited_quota,
      model_limits: Object.fromEntries(parseModels(key).map((model) => [model, true])),
      model_limits_enabled: key.model_limits_enabled,
      expires_at: key.expired_time === -1 ? 0 : key.expired_time,
    };
    return { code: true, message: 'ok', data };
  }

  /**
   * The key that a caller presents, also if it is exhausted.
   * @throws AppError API_KEY_MISSING, _INVALID, _DISABLED, _EXPIRED, _USER_DISABLED, _ADDRESS_REFUSED
   */
  async getCallersKey(caller: Caller): Promise<PresentedKey> {
    const { bearer } = caller.credential ?? {};
    if (!bearer) throw new AppError('API_KEY_MISSING');
    const key = await this.findKey(bearer);
    if (!isOnAllowList(key.allow_ips, caller.ip)) throw new AppError('API_KEY_ADDRESS_REFUSED');
    return key;
  }

  private async findKey(keyHash: string): Promise<PresentedKey> {
    const lookups = this.secrets.lookups(keyHash);
    const key = lookups.length > 0 ? await this.keys.findByLookup(lookups) : undefined;
    if (!key) throw new AppError('API_KEY_INVALID');
    refuseKey(key);
    return key;
  }
}
