import { Bool, Int, Json, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class OptionItem {
  @Text({ example: 'QuotaForNewUser' }) key: string;
  @Text({ max: 300_000, example: '500000', description: 'Always text, whatever the type of the option' }) value: string;
}

export class OptionList {
  @List(() => OptionItem) options: OptionItem[];
}

/** A group that users or keys have and cannot use. */
export class StrandedGroup {
  @Text({ example: 'vip' }) group: string;
  @Int({ description: 'Users of this group' }) users: number;
  @Int({ description: 'API keys of this group' }) keys: number;
}

/** The reply to a change of an option. */
export class UpdatedOption {
  @List(() => StrandedGroup, { optional: true, description: 'The groups that a change with `force` stranded' })
  stranded?: StrandedGroup[];
}

export class UpdateOptionRequest {
  @Text({ min: 1, example: 'QuotaForNewUser' }) key: string;
  @Json({ description: 'Text, number, boolean, or the JSON itself; stored as text', example: '500000' }) value: unknown;
  @Bool({ optional: true, description: 'Change the groups although users or keys are stranded by it' }) force?: boolean;
}

/** Root confirms that the installation may take money. Clients of 2026 show their payment pages from then on. */
export class PaymentComplianceRequest {
  @Bool() confirmed: boolean;
}

export class PaymentCompliance {
  @Bool() confirmed: boolean;
  @Text({ example: 'v1' }) terms_version: string;
  @Int({ description: 'Unix seconds' }) confirmed_at: number;
  @Int({ description: 'Id of the user who confirmed' }) confirmed_by: number;
}

export class GroupNames {
  @List('string', { example: ['default', 'vip', 'svip'] }) groups: string[];
}

export class ModelsInUse {
  @List('string', { max: 10_000, example: ['gpt-4'] }) models: string[];
}

/** Channels are the relay's: none here whose ratios could be taken over. */
export class RatioChannels {
  @List('json', { max: 0, example: [] }) channels: object[];
}

export const optionsRpc = {
  list: rpc('rpc.admin.option.list', Nothing, OptionList, {
    access: 'root',
    summary: 'Every option with its value in force; secrets are never read back',
  }),
  update: rpc('rpc.admin.option.update', UpdateOptionRequest, UpdatedOption, {
    access: 'root',
    stepUp: true,
    errors: [
      'OPTION_UNKNOWN',
      'OPTION_INVALID',
      'OPTION_READ_ONLY',
      'ROOT_LOGIN_MISSING',
      'GROUPS_IN_USE',
      'GITHUB_NOT_CONFIGURED',
      'DISCORD_NOT_CONFIGURED',
      'OIDC_NOT_CONFIGURED',
      'LINUXDO_NOT_CONFIGURED',
      'EMAIL_DOMAINS_NOT_CONFIGURED',
      'WECHAT_NOT_CONFIGURED',
      'TURNSTILE_NOT_CONFIGURED',
      'TELEGRAM_NOT_CONFIGURED',
    ],
    summary: 'Change one option; in force on every replica when this answers',
  }),
  confirmCompliance: rpc('rpc.admin.option.confirm_compliance', PaymentComplianceRequest, PaymentCompliance, {
    access: 'root',
    stepUp: true,
    errors: ['SESSION_NEEDED', 'INVALID_VALUE'],
    summary: 'Confirm that payments comply; the web clients of 2026 ask for it',
  }),
  resetModelRatio: rpc('rpc.admin.option.reset_model_ratio', Nothing, Nothing, {
    access: 'root',
    stepUp: true,
    summary: 'Take the model ratios back to their defaults',
  }),
  migrateConsole: rpc('rpc.admin.option.migrate_console', Nothing, Nothing, {
    access: 'root',
    stepUp: true,
    summary: 'Move panels kept under the keys of old versions to console_setting.*',
  }),
  groups: rpc('rpc.admin.option.groups', Nothing, GroupNames, {
    access: 'admin',
    permission: null,
    summary: 'Names of the groups there are',
  }),
  models: rpc('rpc.admin.option.models', Nothing, ModelsInUse, {
    access: 'admin',
    permission: null,
    summary: 'Models that any group may use',
  }),
  ratioChannels: rpc('rpc.admin.option.ratio_channels', Nothing, RatioChannels, {
    access: 'root',
    summary: 'Channels whose ratios could be taken over: none',
  }),
};
