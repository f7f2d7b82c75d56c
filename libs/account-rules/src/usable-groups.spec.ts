import { describe, expect, it } from '@jest/globals';
import { type GroupRules, getUsableGroups, getUsableModels } from './usable-groups.js';

const rules: GroupRules = {
  ratios: { default: 1, vip: 0.8, svip: 0.5, staff: 0 },
  usable: { default: '默认分组', vip: 'vip分组', gone: 'no longer there', auto: '自动选择' },
  special: { vip: { '-:default': '', '+:svip': 'for vips', staff: 'staff too' } },
  ownRatios: { vip: { svip: 0.4 } },
  auto: ['default', 'svip'],
};

describe('groups', () => {
  it('are for guests the usable ones that exist, and auto has no number', () => {
    expect(getUsableGroups(rules, null)).toEqual({
      default: { ratio: 1, desc: '默认分组' },
      vip: { ratio: 0.8, desc: 'vip分组' },
      auto: { ratio: '自动', desc: '自动选择' },
    });
  });

  it('are changed for a user by the rules of their group, with its ratios', () => {
    expect(getUsableGroups(rules, 'vip')).toEqual({
      vip: { ratio: 0.8, desc: 'vip分组' },
      svip: { ratio: 0.4, desc: 'for vips' },
      staff: { ratio: 0, desc: 'staff too' },
      auto: { ratio: '自动', desc: '自动选择' },
    });
  });

  it('always contain the group of the user, if it exists', () => {
    expect(getUsableGroups(rules, 'staff')).toHaveProperty('staff', { ratio: 0, desc: '用户分组' });
    expect(getUsableGroups(rules, 'nowhere')).not.toHaveProperty('nowhere');
    expect(getUsableGroups(rules, '__proto__')).toEqual(getUsableGroups(rules, null));
  });
});

describe('models', () => {
  const models = { default: ['gpt-4', 'gpt-3.5'], svip: ['gpt-4', 'o1'], staff: ['secret'], gone: ['old'] };
  it('are those of all usable groups, without duplicates', () => {
    expect(getUsableModels(rules, models, 'default')).toEqual(['gpt-3.5', 'gpt-4', 'o1', 'old']);
    expect(getUsableModels({ ...rules, usable: {} }, models, 'svip')).toEqual(['gpt-4', 'o1']);
    expect(getUsableModels(rules, {}, 'default')).toEqual([]);
  });
});
