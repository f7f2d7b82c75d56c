import type { GroupMap, ModelNames, Pricing } from '@tollgate/contracts/auth/groups';
import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { type GroupRules, groupsFor, modelsFor } from './usable-groups.js';

/** Which groups and models somebody may use, by the live options. */
@Injectable()
export class GroupsService {
  constructor(private readonly options: Options) {}

  /** For a user of a group; null for somebody who is not logged in. */
  async list(group: string | null): Promise<GroupMap> {
    return { groups: groupsFor(this.rules(), group) };
  }

  /** The groups that anyone may use, with those ratios that are numbers. */
  async pricing(): Promise<Pricing> {
    const map = groupsFor(this.rules(), null);
    const groups = Object.entries(map);
    const ratios = groups.flatMap(([name, { ratio }]) => (typeof ratio === 'number' ? [[name, ratio] as const] : []));
    return {
      models: [],
      vendors: [],
      supported_endpoint: {},
      group_ratio: Object.fromEntries(ratios),
      usable_group: Object.fromEntries(groups.map(([name, { desc }]) => [name, desc])),
      auto_groups: this.options.get('AutoGroups').filter((name) => Object.hasOwn(map, name)),
    };
  }

  async models(group: string): Promise<ModelNames> {
    return { models: modelsFor(this.rules(), this.options.get('GroupModels'), group) };
  }

  /** Whether a user of `userGroup` may use `group`, which may be `auto`. */
  isUsable(group: string, userGroup: string): boolean {
    return Object.hasOwn(groupsFor(this.rules(), userGroup), group);
  }

  private rules(): GroupRules {
    const { options } = this;
    return {
      ratios: options.get('GroupRatio'),
      usable: options.get('UserUsableGroups'),
      special: options.get('group_ratio_setting.group_special_usable_group'),
      ownRatios: options.get('GroupGroupRatio'),
      auto: options.get('AutoGroups'),
    };
  }
}
