import { Bool, Int, Json, Nested, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { BearerTokens } from './bearer-tokens.contract.js';

export class Permissions {
  @Bool() can_view_logs: boolean;
  @Bool() can_manage_tokens: boolean;
  @Bool() sidebar_settings: boolean;
  @Json({ description: 'Sidebar sections closed to this role', example: { admin: false } }) sidebar_modules: object;
  @Json({
    description: 'What the account may do as an administrator, by resource and action; see GET /api/authz/catalog',
    example: { channel: { read: false } },
  })
  admin_permissions: object;
}

/** The whole account of the caller. */
export class Profile {
  @Int({ example: 1 }) id: number;
  @Text({ example: 'testuser' }) username: string;
  @Text({ example: 'Test User' }) display_name: string;
  @Int({ example: 1, description: '1 user, 10 admin, 100 root' }) role: number;
  @Int({ example: 1, description: '1 enabled, 2 disabled' }) status: number;
  @Text({ example: 'user@example.com' }) email: string;
  @Text() github_id: string;
  @Text() discord_id: string;
  @Text() oidc_id: string;
  @Text() wechat_id: string;
  @Text() telegram_id: string;
  @Text() linux_do_id: string;
  @Text({ example: 'default' }) group: string;
  @Int({ example: 1_000_000, description: 'Remaining balance, in quota' }) quota: number;
  @Int({ example: 50_000 }) used_quota: number;
  @Int({ example: 100 }) request_count: number;
  @Text({ example: 'ABC123' }) aff_code: string;
  @Int({ example: 5 }) aff_count: number;
  @Int({ example: 10_000, description: 'Affiliate balance, in quota' }) aff_quota: number;
  @Int({ example: 50_000 }) aff_history_quota: number;
  @Int({ example: 0, description: '0: nobody' }) inviter_id: number;
  @Text({ max: 65_536, example: '{}', description: 'JSON text' }) setting: string;
  @Text() stripe_customer: string;
  @Text({ max: 65_536, description: 'JSON text' }) sidebar_modules: string;
  @Nested(() => Permissions) permissions: Permissions;
}

export class UpdateProfileRequest {
  @Text({ optional: true, max: 16_384, description: 'JSON text; where given, nothing else is read' })
  sidebar_modules?: string;
  @Text({ optional: true, max: 32, example: 'zhCN', description: 'Kept in setting.language as sent' })
  language?: string;
  @Text({ optional: true, max: 255 }) username?: string;
  @Text({ optional: true, max: 20, example: 'New Display Name' }) display_name?: string;
  @Text({ optional: true, max: 254, example: 'newemail@example.com' }) email?: string;
  @Text({ optional: true, max: 1024 }) password?: string;
  @Text({ optional: true, max: 1024, description: 'Needed where the password or the user name changes' })
  original_password?: string;
}

/** Any JSON object; known fields are checked, the others kept. */
export class SettingRequest {
  @Json() setting: object;
}

export class AffiliateCode {
  @Text({ example: 'ABC123' }) code: string;
}

export class AccessToken {
  @Text({ description: '32 characters, shown once' }) token: string;
}

export const profilesRpc = {
  get: rpc('rpc.auth.profile.get', Nothing, Profile, { access: 'user', summary: 'Your own account' }),
  update: rpc('rpc.auth.profile.update', UpdateProfileRequest, BearerTokens, {
    access: 'user',
    stepUp: ['email'],
    errors: [
      'ORIGINAL_PASSWORD_WRONG',
      'USERNAME_TAKEN',
      'USERNAME_CONFUSABLE',
      'PASSWORD_BLOCKED',
      'EMAIL_INVALID',
      'EMAIL_DOMAIN_REFUSED',
      'EMAIL_ALIAS_REFUSED',
      'MAIL_NOT_CONFIGURED',
    ],
    timeoutMs: 10_000,
    work: 'hashing',
    summary: 'Change your account, or your sidebar',
  }),
  delete: rpc('rpc.auth.profile.delete', Nothing, Nothing, {
    access: 'user',
    stepUp: true,
    errors: ['ROOT_UNDELETABLE'],
    summary: 'Delete your account',
  }),
  setting: rpc('rpc.auth.profile.setting', SettingRequest, Nothing, {
    access: 'user',
    errors: ['SETTING_MALFORMED', 'SETTING_TOO_LARGE'],
    summary: 'Merge into your settings',
  }),
  affiliateCode: rpc('rpc.auth.profile.affiliate_code', Nothing, AffiliateCode, {
    access: 'user',
    summary: 'Your affiliate code, made on first call',
  }),
  accessToken: rpc('rpc.auth.profile.access_token', Nothing, AccessToken, {
    access: 'user',
    stepUp: true,
    summary: 'A new access token; the one before it is over',
  }),
};
