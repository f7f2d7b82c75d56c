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

export const groupsRpc = {
  list: rpc('rpc.auth.group.list', Nothing, GroupMap, { access: 'public', summary: 'Groups that anyone may use' }),
  listOwn: rpc('rpc.auth.group.list_own', Nothing, GroupMap, { access: 'user', summary: 'Groups that you may use' }),
  models: rpc('rpc.auth.group.models', Nothing, ModelNames, {
    access: 'user',
    summary: 'Models that your groups may use',
  }),
};
