import { Json, List, MapOf, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class GroupInfo {
  @Json({ example: 1, description: 'A number; for `auto` the text 自动' }) ratio: number | string;
  @Text({ max: 4096, example: '默认分组' }) desc: string;
}

export class GroupMap {
  @MapOf(() => GroupInfo, {
    example: { default: { ratio: 1, desc: '默认分组' }, auto: { ratio: '自动', desc: '自动选择' } },
  })
  groups: Record<string, GroupInfo>;
}

export class ModelNames {
  @List('string', { max: 10_000, example: ['gpt-4'] }) models: string[];
}

/** The format that the stock web client's list of models reads. Models and their prices are the relay's: there are none here. */
export class Pricing {
  @List('json', { max: 0, example: [], description: 'Models with their prices: none' }) models: object[];
  @List('json', { max: 0, example: [], description: 'Their vendors: none' }) vendors: object[];
  @MapOf('json', { example: {}, description: 'Their endpoints: none' }) supported_endpoint: Record<string, object>;
  @MapOf('number', { example: { default: 1 }, description: 'Of the groups that anyone may use' })
  group_ratio: Record<string, number>;
  @MapOf('string', { example: { default: '默认分组' }, description: 'Their descriptions' })
  usable_group: Record<string, string>;
  @List('string', { example: ['default'], description: 'What `auto` chooses among' }) auto_groups: string[];
  @Text({ example: '5d41402abc4b2a76b9719d911017c592', description: 'Another one after each change' })
  pricing_version: string;
}

export const groupsRpc = {
  list: rpc('rpc.auth.group.list', Nothing, GroupMap, { access: 'public', summary: 'Groups that anyone may use' }),
  listOwn: rpc('rpc.auth.group.list_own', Nothing, GroupMap, { access: 'user', summary: 'Groups that you may use' }),
  pricing: rpc('rpc.auth.group.pricing', Nothing, Pricing, {
    access: 'public',
    errors: ['MODULE_CLOSED', 'UNAUTHENTICATED'],
    summary: "Groups with their ratios, in the shape of New API's list of models",
  }),
  models: rpc('rpc.auth.group.models', Nothing, ModelNames, {
    access: 'user',
    summary: 'Models that your groups may use',
  }),
};
