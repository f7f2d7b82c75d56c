import { Bool, Int, List, Num, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

const LONG = { max: 300_000 };

/** A custom OAuth provider as login pages need it. */
export class OfferedProvider {
  @Int() id: number;
  @Text() name: string;
  @Text() slug: string;
  @Text({ max: 2048 }) icon: string;
  @Text({ max: 1024 }) client_id: string;
  @Text({ max: 2048 }) authorization_endpoint: string;
  @Text({ max: 1024 }) scopes: string;
}

/** The settings that a client needs to draw itself before a user is logged in. Key names are New API's. */
export class SiteStatus {
  @Text() version: string;
  @Int({ description: 'Unix seconds' }) start_time: number;
  @Bool({ description: 'The system is set up' }) setup: boolean;
  @Text() system_name: string;
  @Text(LONG) logo: string;
  @Text(LONG) footer_html: string;
  @Text({ max: 2048 }) server_address: string;
  @Text({ max: 2048 }) docs_link: string;
  @Text({ max: 2048 }) top_up_link: string;

  @Bool() email_verification: boolean;
  @Bool() turnstile_check: boolean;
  @Text() turnstile_site_key: string;
  @Bool() github_oauth: boolean;
  @Text() github_client_id: string;
  @Bool() discord_oauth: boolean;
  @Text() discord_client_id: string;
  @Bool() linuxdo_oauth: boolean;
  @Text() linuxdo_client_id: string;
  @Int() linuxdo_minimum_trust_level: number;
  @Bool() telegram_oauth: boolean;
  @Text() telegram_bot_name: string;
  @Bool() wechat_login: boolean;
  @Text({ max: 2048 }) wechat_qrcode: string;
  @Bool() oidc_enabled: boolean;
  @Text() oidc_client_id: string;
  @Text({ max: 2048 }) oidc_authorization_endpoint: string;
  @Text({ example: 'OIDC' }) oidc_display_name: string;
  @List(() => OfferedProvider, { optional: true, description: 'Absent unless one is enabled' })
  custom_oauth_providers?: OfferedProvider[];
  @Bool() password_login_enabled: boolean;
  @Bool() password_register_enabled: boolean;
  @Bool() register_enabled: boolean;
  @Bool() passkey_login: boolean;
  @Text() passkey_display_name: string;
  @Text() passkey_rp_id: string;
  @Text({ max: 4096 }) passkey_origins: string;
  @Bool() passkey_allow_insecure: boolean;
  @Text() passkey_user_verification: string;
  @Text() passkey_attachment: string;

  @Num({ example: 500_000, description: 'Quota in one unit of currency' }) quota_per_unit: number;
  @Bool() display_in_currency: boolean;
  @Text({ example: 'USD' }) quota_display_type: string;
  @Text({ example: '¤' }) custom_currency_symbol: string;
  @Num() custom_currency_exchange_rate: number;
  @Num() usd_exchange_rate: number;
  @Num() price: number;
  @Int() min_topup: number;
  @Num() stripe_unit_price: number;

  @Bool() checkin_enabled: boolean;
  @Text({ example: 'default' }) theme: string;
  @Bool() enable_batch_update: boolean;
  @Bool() enable_drawing: boolean;
  @Bool() enable_task: boolean;
  @Bool() enable_data_export: boolean;
  @Text({ example: 'hour' }) data_export_default_time: string;
  @Bool() default_collapse_sidebar: boolean;
  @Bool() mj_notify_enabled: boolean;
  @Bool() demo_site_enabled: boolean;
  @Bool() self_use_mode_enabled: boolean;
  @Bool() default_use_auto_group: boolean;
  @List('json', { description: 'Objects of one key: name and address' }) chats: object[];
  @Text({ ...LONG, description: 'JSON text, or empty' }) HeaderNavModules: string;
  @Text({ ...LONG, description: 'JSON text, or empty' }) SidebarModulesAdmin: string;

  @Bool() api_info_enabled: boolean;
  @Bool() uptime_kuma_enabled: boolean;
  @Bool() announcements_enabled: boolean;
  @Bool() faq_enabled: boolean;
  @List('json', { optional: true }) api_info?: object[];
  @List('json', { optional: true }) announcements?: object[];
  @List('json', { optional: true }) faq?: object[];
  @Bool() user_agreement_enabled: boolean;
  @Bool() privacy_policy_enabled: boolean;
}

export class SiteText {
  @Text({ ...LONG, description: 'Markdown, HTML or an address; empty when not set' }) text: string;
}

export class SiteZone {
  @Text({ example: 'Asia/Shanghai', description: 'The option SiteTimeZone' }) time_zone: string;
}

export const statusRpc = {
  get: rpc('rpc.auth.status.get', Nothing, SiteStatus, {
    access: 'public',
    summary: 'What a client shows before login',
  }),
  notice: rpc('rpc.auth.status.notice', Nothing, SiteText, { access: 'public', summary: 'The notice' }),
  about: rpc('rpc.auth.status.about', Nothing, SiteText, { access: 'public', summary: 'The page about the site' }),
  home: rpc('rpc.auth.status.home', Nothing, SiteText, { access: 'public', summary: 'The content of the home page' }),
  agreement: rpc('rpc.auth.status.agreement', Nothing, SiteText, { access: 'public', summary: 'The user agreement' }),
  timeZone: rpc('rpc.auth.status.time_zone', Nothing, SiteZone, {
    access: 'public',
    summary: 'The time zone of the site, for the times in files',
  }),
  privacy: rpc('rpc.auth.status.privacy', Nothing, SiteText, { access: 'public', summary: 'The privacy policy' }),
};
