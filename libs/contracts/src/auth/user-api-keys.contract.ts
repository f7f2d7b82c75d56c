import { Bool, Int, List, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** An API key as administrators see it: all but the key itself. */
export class UserApiKey {
  @Int({ example: 7 }) id: number;
  @Int({ example: 2 }) user_id: number;
  @Int({ description: '1 enabled, 2 disabled, 3 expired, 4 exhausted' }) status: number;
  @Text({ example: 'production' }) name: string;
  @Int({ description: 'Unix seconds' }) created_time: number;
  @Int({ description: 'Unix seconds of the last use, or of the creation' }) accessed_time: number;
  @Int({ description: 'Unix seconds; -1: never' }) expired_time: number;
  @Int({ description: 'What the key may still spend, in quota' }) remain_quota: number;
  @Bool() unlimited_quota: boolean;
  @Int({ description: 'What it has spent, in quota' }) used_quota: number;
  @Bool() model_limits_enabled: boolean;
  @Text({ max: 1024 }) model_limits: string;
  @Text({ max: 4096 }) allow_ips: string;
  @Text({ example: 'default', description: "Empty: the user's own group" }) group: string;
}

export class UserApiKeyPage {
  @List(() => UserApiKey) items: UserApiKey[];
  @Int() total: number;
  @Int() page: number;
  @Int({ description: 'Less than was asked for if so many keys with long lists would not fit into one answer' })
  page_size: number;
}

export class UserApiKeysRequest extends PageRequest {
  @Int({ min: 1 }) user_id: number;
}

export class UserApiKeyId {
  @Int({ min: 1 }) user_id: number;
  @Int({ min: 1 }) id: number;
  @Text({ optional: true, max: 255, description: 'Why, for the audit trail' }) reason?: string;
}

export class DisableUserApiKey extends UserApiKeyId {
  @Int({ min: 2, max: 2, description: '2: disabled. Only its user enables a key again' }) status: number;
}

const ERRORS = ['USER_NOT_FOUND', 'TARGET_OUTRANKS'] as const;

/** API keys of users as the help desk handles them. Each operation, the list included, leaves an event in the audit trail. */
export const userApiKeysRpc = {
  list: rpc('rpc.auth.user_api_key.list', UserApiKeysRequest, UserApiKeyPage, {
    access: 'admin',
    permission: 'user.read',
    errors: [...ERRORS],
    summary: "A lower user's API keys, without the keys themselves",
  }),
  disable: rpc('rpc.auth.user_api_key.disable', DisableUserApiKey, UserApiKey, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: [...ERRORS, 'API_KEY_NOT_FOUND'],
    summary: "Disable a lower user's API key",
  }),
  delete: rpc('rpc.auth.user_api_key.delete', UserApiKeyId, Nothing, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: [...ERRORS, 'API_KEY_NOT_FOUND'],
    summary: "Delete a lower user's API key",
  }),
};
