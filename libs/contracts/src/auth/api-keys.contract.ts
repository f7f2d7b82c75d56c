import { BudgetFields, BudgetView } from '../budgets.js';
import { Bool, Int, List, MapOf, Nested, Text } from '../fields.js';
import { PageRequest } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** An API key as its owner sees it; the key is shown whole, without `sk-`. */
export class ApiKey extends BudgetView {
  @Int({ example: 7 }) id: number;
  @Int({ example: 2 }) user_id: number;
  @Text({ example: 'SxHc2YYiWPAqM03fAJdeiATDDV9poaSiC4ukmqkgQ2kO1N0S', description: '48 characters, without sk-' })
  key: string;
  @Int({ description: '1 enabled, 2 disabled, 3 expired, 4 exhausted' }) status: number;
  @Text({ example: 'production' }) name: string;
  @Int({ description: 'Unix seconds' }) created_time: number;
  @Int({ description: 'Unix seconds of the last use, or of the creation' }) accessed_time: number;
  @Int({ description: 'Unix seconds; -1: never' }) expired_time: number;
  @Int({ description: 'What the key may still spend, in quota' }) remain_quota: number;
  @Bool({ description: 'No limit of its own; the balance of its user still is one' }) unlimited_quota: boolean;
  @Bool() model_limits_enabled: boolean;
  @Text({ max: 1024, example: 'gpt-4,gpt-3.5', description: 'Names parted by commas' }) model_limits: string;
  @Text({ max: 4096, description: 'Addresses or CIDR ranges, parted by commas or lines; empty: anywhere' })
  allow_ips: string;
  @Int({ description: 'What it has spent, in quota' }) used_quota: number;
  @Text({ example: 'default', description: "Empty: the user's own group" }) group: string;
  @Bool({ description: 'With the group auto: the relay tries the next group after a failure' })
  cross_group_retry: boolean;
  @List('string', {
    nullable: true,
    description: 'With the group auto: what it chooses among; null: the option AutoGroups',
  })
  auto_groups: string[] | null;
  @Text({ nullable: true, optional: true, description: 'Always null: deleted keys are not listed' }) DeletedAt: null;
}

class ApiKeyFields extends BudgetFields {
  @Text({ optional: true, max: 255, description: 'At most 30 characters' }) name?: string;
  @Int({ optional: true, min: -1, max: 253_402_300_799, description: 'Unix seconds; -1 or 0: never' })
  expired_time?: number;
  @Int({ optional: true, min: 0, description: 'In quota' }) remain_quota?: number;
  @Bool({ optional: true }) unlimited_quota?: boolean;
  @Bool({ optional: true }) model_limits_enabled?: boolean;
  @Text({ optional: true, max: 1024 }) model_limits?: string;
  @Text({ optional: true, max: 4096 }) allow_ips?: string;
  @Text({ optional: true, max: 64 }) group?: string;
  @Bool({ optional: true, description: 'Only with the group auto' }) cross_group_retry?: boolean;
  @List('string', { optional: true, max: 100, description: 'Only with the group auto; left out it stays' })
  auto_groups?: string[];
}

export class CreateApiKeyRequest extends ApiKeyFields {}

/** A field that is left out stays as it is. With `status_only` nothing but the status is read. */
export class UpdateApiKeyRequest extends ApiKeyFields {
  @Int({ min: 1 }) id: number;
  @Int({ optional: true, min: 1, max: 2, description: '1 enabled, 2 disabled' }) status?: number;
  @Text({ optional: true, description: 'Any value but empty: change the status only' }) status_only?: string;
}

export class ApiKeyId {
  @Int({ min: 1 }) id: number;
}

export class ApiKeyIds {
  @List('integer', { max: 1000 }) ids: number[];
}

export class ApiKeyPage {
  @List(() => ApiKey) items: ApiKey[];
  @Int() total: number;
  @Int() page: number;
  @Int({ description: 'Less than was asked for where so many keys with long lists would not fit into one answer' })
  page_size: number;
}

export class ApiKeyListRequest extends PageRequest {}

export class SearchApiKeysRequest {
  @Text({ optional: true, description: 'Anywhere in the name' }) keyword?: string;
  @Text({ optional: true, description: 'Anywhere in the key' }) token?: string;
  @Text({
    optional: true,
    max: 400,
    description: 'With a page, keyword and token match the whole, and % is a wildcard',
  })
  p?: string;
  @Text({ optional: true, max: 400 }) page_size?: string;
  @Text({ optional: true, max: 400 }) ps?: string;
  @Text({ optional: true, max: 400 }) size?: string;
}

/** The search of clients since 2026-02. */
export class SearchApiKeysPage extends PageRequest {
  @Text({ optional: true, description: 'The whole name; % is a wildcard' }) keyword?: string;
  @Text({ optional: true, description: 'The whole key; % is a wildcard' }) token?: string;
}

/** A key to copy, because lists of newer clients show it masked. */
export class ApiKeySecret {
  @Text({ description: '48 characters, without sk-' }) key: string;
}

export class ApiKeysToCopy {
  @List('integer', { max: 100 }) ids: number[];
}

export class ApiKeySecrets {
  @MapOf('string', { description: 'Key by id; unknown ids are left out' }) keys: Record<string, string>;
}

export class AutoGroupChoice {
  @List('string', { description: 'Groups that a key with the group auto may name' }) groups: string[];
  @Int({ example: 5 }) max_count: number;
}

export class FoundApiKeys {
  @List(() => ApiKey) keys: ApiKey[];
}

export class DeletedApiKeys {
  @Int() deleted: number;
}

/** The credential that a relay presents for its client. */
export class VerifyApiKeyRequest {
  @Text({ max: 64, description: 'SHA-256 of the 48 characters of the key, base64url' }) key_hash: string;
  @Text({ optional: true, max: 64, description: "The client's address, checked against the key's list" }) ip?: string;
  @Text({ optional: true, description: 'The model asked for, checked against the limits of the key' }) model?: string;
}

/** The user of an API key, and the limits of the key. A refusal names the limit that stopped it by its code. */
export class VerifiedApiKey {
  @Int() key_id: number;
  @Text() name: string;
  @Int() user_id: number;
  @Text() username: string;
  @Int() role: number;
  @Text({ description: 'The group that is charged: of the key, else of the user' }) group: string;
  @Text() user_group: string;
  @Int({ description: 'Balance of the user, in quota' }) user_quota: number;
  @Int({ description: 'What the user has spent, in quota' }) user_used_quota: number;
  @Bool() unlimited_quota: boolean;
  @Int() remain_quota: number;
  @Int() used_quota: number;
  @Bool() model_limits_enabled: boolean;
  @List('string') model_limits: string[];
  @Int({ description: 'Unix seconds; -1: never' }) expired_time: number;
}

const REFUSALS = [
  'API_KEY_MISSING',
  'API_KEY_INVALID',
  'API_KEY_DISABLED',
  'API_KEY_EXPIRED',
  'API_KEY_EXHAUSTED',
  'API_KEY_ADDRESS_REFUSED',
  'API_KEY_GROUP_REFUSED',
  'API_KEY_MODEL_REFUSED',
  'API_KEY_USER_DISABLED',
] as const;

export class ApiKeyUsage {
  @Text({ example: 'token_usage' }) object: string;
  @Text() name: string;
  @Int() total_granted: number;
  @Int() total_used: number;
  @Int() total_available: number;
  @Bool() unlimited_quota: boolean;
  @MapOf('boolean', { example: { 'gpt-4': true } }) model_limits: Record<string, boolean>;
  @Bool() model_limits_enabled: boolean;
  @Int({ description: 'Unix seconds; 0: never' }) expires_at: number;
}

/** The form in which relays answer, not the envelope. */
export class ApiKeyUsageReply {
  @Bool({ example: true }) code: boolean;
  @Text({ example: 'ok' }) message: string;
  @Nested(() => ApiKeyUsage) data: ApiKeyUsage;
}

export const apiKeysRpc = {
  list: rpc('rpc.auth.api_key.list', ApiKeyListRequest, ApiKeyPage, {
    access: 'user',
    summary: 'Your API keys, newest first',
  }),
  search: rpc('rpc.auth.api_key.search', SearchApiKeysRequest, FoundApiKeys, {
    access: 'user',
    work: 'costly',
    summary: 'Search your API keys: the newest 100, or as many as one answer holds',
  }),
  searchPage: rpc('rpc.auth.api_key.search_page', SearchApiKeysPage, ApiKeyPage, {
    access: 'user',
    errors: ['SEARCH_PATTERN_REFUSED'],
    summary: 'A page of your API keys by name and key',
  }),
  copy: rpc('rpc.auth.api_key.copy', ApiKeyId, ApiKeySecret, {
    access: 'user',
    errors: ['API_KEY_NOT_FOUND'],
    summary: 'One of your API keys, to copy it',
  }),
  copyMany: rpc('rpc.auth.api_key.copy_many', ApiKeysToCopy, ApiKeySecrets, {
    access: 'user',
    errors: ['INVALID_PARAMETER'],
    summary: 'Several of your API keys, to copy them',
  }),
  autoGroups: rpc('rpc.auth.api_key.auto_groups', Nothing, AutoGroupChoice, {
    access: 'user',
    summary: 'What a key with the group auto may choose among',
  }),
  get: rpc('rpc.auth.api_key.get', ApiKeyId, ApiKey, {
    access: 'user',
    errors: ['API_KEY_NOT_FOUND'],
    summary: 'One of your API keys',
  }),
  create: rpc('rpc.auth.api_key.create', CreateApiKeyRequest, ApiKey, {
    access: 'user',
    errors: [
      'API_KEY_NAME_TOO_LONG',
      'API_KEY_GROUP_REFUSED',
      'API_KEY_AUTO_GROUPS_REFUSED',
      'API_KEY_EXPIRY_PAST',
      'API_KEY_LIMIT_REACHED',
    ],
    summary: 'Make an API key',
  }),
  update: rpc('rpc.auth.api_key.update', UpdateApiKeyRequest, ApiKey, {
    access: 'user',
    errors: [
      'API_KEY_NOT_FOUND',
      'API_KEY_NAME_TOO_LONG',
      'API_KEY_GROUP_REFUSED',
      'API_KEY_AUTO_GROUPS_REFUSED',
      'API_KEY_STAYS_EXPIRED',
      'API_KEY_STAYS_EXHAUSTED',
    ],
    summary: 'Change an API key',
  }),
  delete: rpc('rpc.auth.api_key.delete', ApiKeyId, Nothing, {
    access: 'user',
    errors: ['API_KEY_NOT_FOUND'],
    summary: 'Delete an API key',
  }),
  deleteMany: rpc('rpc.auth.api_key.delete_many', ApiKeyIds, DeletedApiKeys, {
    access: 'user',
    summary: 'Delete several API keys',
  }),
  verify: rpc('rpc.auth.api_key.verify', VerifyApiKeyRequest, VerifiedApiKey, {
    access: 'internal',
    errors: [...REFUSALS, 'INSUFFICIENT_QUOTA'],
    summary: 'Who an API key stands for, for a relay',
  }),
  usage: rpc('rpc.auth.api_key.usage', Nothing, ApiKeyUsageReply, {
    access: 'public',
    limit: 'critical',
    errors: REFUSALS,
    summary: 'What the presented API key may spend and has spent',
  }),
};
