import { Injectable } from '@nestjs/common';
import { AppError, type Caller, UserStatus } from '@tollgate/contracts';
import type { ApiKeyUsageReply, VerifiedApiKey, VerifyApiKeyRequest } from '@tollgate/contracts/auth/api-keys';
import { isOnAllowList } from '@tollgate/platform/access';
import { GroupsService } from '../groups/groups.service.js';
import { ApiKeysRepository, type PresentedKey } from './api-keys.repository.js';
import { KeySecrets } from './key-secrets.js';

/** Whether a presented API key opens anything, and which limit stops it if not. */
@Injectable()
export class KeyVerificationService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly secrets: KeySecrets,
    private readonly groups: GroupsService,
  ) {}

  /**
   * Everything a relay must know before it serves a request. All limits are read as they are now, in one statement; what
   * cannot be a key costs none. Whoever has nothing left is refused, whatever the model costs: what is served then could
   * not be charged. So is whoever owes, since a debt is open only while the balance is 0.
   * @throws AppError API_KEY_INVALID, _DISABLED, _EXPIRED, _EXHAUSTED, _USER_DISABLED, _ADDRESS_REFUSED, _GROUP_REFUSED,
   *   _MODEL_REFUSED, INSUFFICIENT_QUOTA
   */
  async verify(request: VerifyApiKeyRequest): Promise<VerifiedApiKey> {
    const key = await this.present(request.key_hash);
    if (key.status === 4) throw new AppError('API_KEY_EXHAUSTED');
    if (!isOnAllowList(key.allow_ips, request.ip)) throw new AppError('API_KEY_ADDRESS_REFUSED');
    if (key.group !== '' && !this.groups.isUsable(key.group, key.user_group)) {
      throw new AppError('API_KEY_GROUP_REFUSED', { group: key.group });
    }
    const models = parseModels(key);
    const { model } = request;
    if (key.model_limits_enabled && model !== undefined && !models.includes(model)) {
      throw new AppError('API_KEY_MODEL_REFUSED', { model });
    }
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

  /** What the presented key was given, spent and has left, in quota; also of one that is spent. */
  async usage(caller: Caller): Promise<ApiKeyUsageReply> {
    const key = await this.ofCaller(caller);
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
   * The key a caller presents, whatever is left on it.
   * @throws AppError API_KEY_MISSING, _INVALID, _DISABLED, _EXPIRED, _USER_DISABLED, _ADDRESS_REFUSED
   */
  async ofCaller(caller: Caller): Promise<PresentedKey> {
    const { bearer } = caller.credential ?? {};
    if (!bearer) throw new AppError('API_KEY_MISSING');
    const key = await this.present(bearer);
    if (!isOnAllowList(key.allow_ips, caller.ip)) throw new AppError('API_KEY_ADDRESS_REFUSED');
    return key;
  }

  private async present(keyHash: string): Promise<PresentedKey> {
    const lookups = this.secrets.lookups(keyHash);
    const key = lookups.length > 0 ? await this.keys.presented(lookups) : undefined;
    if (!key) throw new AppError('API_KEY_INVALID');
    if (key.user_status !== UserStatus.enabled) throw new AppError('API_KEY_USER_DISABLED');
    if (key.status === 2) throw new AppError('API_KEY_DISABLED');
    if (key.status === 3) throw new AppError('API_KEY_EXPIRED');
    return key;
  }
}

function parseModels(key: PresentedKey): string[] {
  return key.model_limits
    .split(',')
    .map((model) => model.trim())
    .filter((model) => model !== '');
}
