import { AppError, UserStatus } from '@tollgate/contracts';
import { isOnAllowList } from '@tollgate/platform/access';
import type { Secrets } from '@tollgate/platform/secrets';

/** base64url of 32 bytes. */
const KEY_HASH = /^[A-Za-z0-9_-]{43}$/;

/** The facts that decide whether an API key may be used. */
export interface KeyFacts {
  /** 1 enabled, 2 disabled, 3 expired, 4 exhausted. */
  readonly status: number;
  readonly user_status: number;
  readonly allow_ips: string;
  /** Empty: the group of its user. */
  readonly group: string;
  readonly user_group: string;
  readonly model_limits_enabled: boolean;
  readonly model_limits: string;
}

/** The values that an API key may be stored under, one for each configured secret; none if the text cannot be a hash. */
export function apiKeyLookups(secrets: Secrets, keyHash: string): readonly Buffer[] {
  return KEY_HASH.test(keyHash) ? secrets.lookups(keyHash, 'api_key') : [];
}

/**
 * Refuses a key that cannot be used for any purpose at this moment.
 * @throws AppError API_KEY_USER_DISABLED, API_KEY_DISABLED, API_KEY_EXPIRED
 */
export function refuseKey(key: Pick<KeyFacts, 'status' | 'user_status'>): void {
  if (key.user_status !== UserStatus.enabled) throw new AppError('API_KEY_USER_DISABLED');
  if (key.status === 2) throw new AppError('API_KEY_DISABLED');
  if (key.status === 3) throw new AppError('API_KEY_EXPIRED');
}

/**
 * Refuses a use that the key's owner or the user's group does not allow.
 * @throws AppError API_KEY_ADDRESS_REFUSED, API_KEY_GROUP_REFUSED, API_KEY_MODEL_REFUSED
 */
export function refuseKeyUse(
  key: KeyFacts,
  use: { readonly model?: string; readonly ip?: string },
  isUsableGroup: (group: string, userGroup: string) => boolean,
): void {
  if (!isOnAllowList(key.allow_ips, use.ip)) throw new AppError('API_KEY_ADDRESS_REFUSED');
  if (key.group !== '' && !isUsableGroup(key.group, key.user_group)) {
    throw new AppError('API_KEY_GROUP_REFUSED', { group: key.group });
  }
  const { model } = use;
  if (key.model_limits_enabled && model !== undefined && !parseModels(key).includes(model)) {
    throw new AppError('API_KEY_MODEL_REFUSED', { model });
  }
}

/** The models that a key is limited to. */
export function parseModels({ model_limits: limits }: Pick<KeyFacts, 'model_limits'>): string[] {
  return limits
    .split(',')
    .map((model) => model.trim())
    .filter((model) => model !== '');
}
