import { createHash } from 'node:crypto';
import type { GroupMap, ModelNames, Pricing } from '@tollgate/contracts/auth/groups';
import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import {
  Authenticator,
  type GroupRules,
  getUsableGroups,
  getUsableModels,
  openHeaderModule,
} from '@tollgate/account-rules';
import type { Caller } from '@tollgate/contracts';

/** The groups and models that a user may use, by the current options. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly options: Options,
    private readonly authenticator: Authenticator,
  ) {}

  /** The groups for a user of `group`, or for a guest if it is null. */
  async list(group: string | null): Promise<GroupMap> {
    return { groups: getUsableGroups(this.rules(), group) };
  }

  /**
   * The groups that every caller may use, with those ratios that are numbers.
   * @throws AppError MODULE_CLOSED, UNAUTHENTICATED as the option HeaderNavModules has it
   */
  async pricing(caller: Caller): Promise<Pricing> {
    await openHeaderModule(this.options, this.authenticator, 'pricing', caller);
    const map = getUsableGroups(this.rules(), null);
    const groups = Object.entries(map);
    const ratios = groups.flatMap(([name, { ratio }]) => (typeof ratio === 'number' ? [[name, ratio] as const] : []));
    const pricing = {
      models: [],
      vendors: [],
      supported_endpoint: {},
      group_ratio: Object.fromEntries(ratios),
      usable_group: Object.fromEntries(groups.map(([name, { desc }]) => [name, desc])),
      auto_groups: this.options.get('AutoGroups').filter((name) => Object.hasOwn(map, name)),
    };
    const version = createHash('sha256').update(JSON.stringify(pricing)).digest('hex').slice(0, 32);
    return { ...pricing, pricing_version: version };
  }

  async models(group: string): Promise<ModelNames> {
    return { models: getUsableModels(this.rules(), this.options.get('GroupModels'), group) };
  }

  /** Whether a user of `userGroup` may use `group`, which may be `auto`. */
  isUsable(group: string, userGroup: string): boolean {
    return Object.hasOwn(getUsableGroups(this.rules(), userGroup), group);
  }

  /** The groups that `auto` chooses among for a user of a group. */
  getAutoGroups(group: string): string[] {
    const usable = getUsableGroups(this.rules(), group);
    return this.options.get('AutoGroups').filter((name) => Object.hasOwn(usable, name));
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
