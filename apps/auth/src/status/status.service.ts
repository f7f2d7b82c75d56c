import type { SiteStatus, SiteText, SiteZone } from '@tollgate/contracts/auth/status';
import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { CustomProvidersRepository } from '../custom-providers/custom-providers.repository.js';
import { DEFAULT_ORIGIN } from '../outbound/site-origin.js';
import { readOrigins, readRpId } from '../passkeys/passkey-site.js';

const VERSION = 'v0.1.0';

const IS_SET_UP = {
  name: 'status.set_up',
  text: `SELECT EXISTS (SELECT FROM admin.setup) OR EXISTS (SELECT FROM auth.users WHERE role = 100) AS done`,
} as const;

/** The options that are pages. */
type Page = 'Notice' | 'About' | 'HomePageContent' | 'legal.user_agreement' | 'legal.privacy_policy';

/** The public options, which a client shows before login. */
@Injectable()
export class StatusService {
  private readonly startTime = Math.floor(Date.now() / 1000);
  /** Set-up is never undone, so the database is asked only until it is done. */
  private isSetUp = false;

  constructor(
    private readonly options: Options,
    private readonly database: Database,
    private readonly custom: CustomProvidersRepository,
  ) {}

  async get(): Promise<SiteStatus> {
    return {
      version: VERSION,
      start_time: this.startTime,
      setup: await this.setUp(),
      ...this.site(),
      ...this.loginMethods(),
      ...(await this.customProviders()),
      ...this.prices(),
      ...this.features(),
      ...this.panels(),
    };
  }

  /** The text of a page. Empty if root has set none. */
  /** The zone of the site, in which files have their times. */
  async timeZone(): Promise<SiteZone> {
    return { time_zone: this.options.get('SiteTimeZone') };
  }

  async page(key: Page): Promise<SiteText> {
    return { text: this.options.get(key) };
  }

  private async setUp(): Promise<boolean> {
    if (!this.isSetUp) {
      const [row] = await this.database.query<{ done: boolean }>(IS_SET_UP);
      this.isSetUp = row?.done ?? false;
    }
    return this.isSetUp;
  }

  /** The enabled custom providers; the key is absent if there is none, as in New API. */
  private async customProviders(): Promise<Pick<SiteStatus, 'custom_oauth_providers'>> {
    const offered = (await this.custom.listEnabled()).map((row) => {
      const { id, name, slug, icon, client_id, authorization_endpoint, scopes } = row;
      return { id, name, slug, icon, client_id, authorization_endpoint, scopes };
    });
    return offered.length > 0 ? { custom_oauth_providers: offered } : {};
  }

  private site() {
    const { options } = this;
    return {
      system_name: options.get('SystemName'),
      logo: options.get('Logo'),
      footer_html: options.get('Footer'),
      server_address: options.get('ServerAddress') || DEFAULT_ORIGIN,
      docs_link: options.get('general_setting.docs_link'),
      top_up_link: options.get('TopUpLink'),
      HeaderNavModules: options.get('HeaderNavModules'),
      SidebarModulesAdmin: options.get('SidebarModulesAdmin'),
      user_agreement_enabled: options.get('legal.user_agreement') !== '',
      privacy_policy_enabled: options.get('legal.privacy_policy') !== '',
    };
  }

  private loginMethods() {
    const { options } = this;
    return {
      email_verification: options.get('EmailVerificationEnabled'),
      turnstile_check: options.get('TurnstileCheckEnabled'),
      turnstile_site_key: options.get('TurnstileSiteKey'),
      github_oauth: options.get('GitHubOAuthEnabled'),
      github_client_id: options.get('GitHubClientId'),
      discord_oauth: options.get('discord.enabled'),
      discord_client_id: options.get('discord.client_id'),
      linuxdo_oauth: options.get('LinuxDOOAuthEnabled'),
      linuxdo_client_id: options.get('LinuxDOClientId'),
      linuxdo_minimum_trust_level: options.get('LinuxDOMinimumTrustLevel'),
      telegram_oauth: options.get('TelegramOAuthEnabled'),
      telegram_bot_name: options.get('TelegramBotName'),
      wechat_login: options.get('WeChatAuthEnabled'),
      wechat_qrcode: options.get('WeChatAccountQRCodeImageURL'),
      oidc_enabled: options.get('oidc.enabled'),
      oidc_client_id: options.get('oidc.client_id'),
      oidc_authorization_endpoint: options.get('oidc.authorization_endpoint'),
      oidc_display_name: options.get('oidc.display_name') || 'OIDC',
      password_login_enabled: options.get('PasswordLoginEnabled'),
      password_register_enabled: options.get('PasswordRegisterEnabled'),
      register_enabled: options.get('RegisterEnabled'),
      passkey_login: options.get('passkey.enabled'),
      passkey_display_name: options.get('passkey.rp_display_name') || options.get('SystemName'),
      passkey_rp_id: readRpId(options),
      passkey_origins: readOrigins(options).join(','),
      passkey_allow_insecure: options.get('passkey.allow_insecure_origin'),
      passkey_user_verification: options.get('passkey.user_verification'),
      passkey_attachment: options.get('passkey.attachment_preference'),
    };
  }

  /** Numbers for display. Charges are computed from the decimal texts. */
  private prices() {
    const { options } = this;
    const displayType = options.get('general_setting.quota_display_type');
    return {
      quota_per_unit: Number(options.get('QuotaPerUnit')),
      display_in_currency: displayType !== 'TOKENS',
      quota_display_type: displayType,
      custom_currency_symbol: options.get('general_setting.custom_currency_symbol'),
      custom_currency_exchange_rate: Number(options.get('general_setting.custom_currency_exchange_rate')),
      usd_exchange_rate: Number(options.get('USDExchangeRate')),
      price: Number(options.get('Price')),
      min_topup: options.get('MinTopUp'),
      stripe_unit_price: Number(options.get('StripeUnitPrice')),
    };
  }

  private features() {
    const { options } = this;
    return {
      checkin_enabled: options.get('checkin_setting.enabled'),
      theme: options.get('theme.frontend'),
      enable_batch_update: false,
      enable_drawing: options.get('DrawingEnabled'),
      enable_task: options.get('TaskEnabled'),
      enable_data_export: options.get('DataExportEnabled'),
      data_export_default_time: options.get('DataExportDefaultTime'),
      default_collapse_sidebar: options.get('DefaultCollapseSidebar'),
      mj_notify_enabled: options.get('MjNotifyEnabled'),
      demo_site_enabled: options.get('DemoSiteEnabled'),
      self_use_mode_enabled: options.get('SelfUseModeEnabled'),
      default_use_auto_group: options.get('DefaultUseAutoGroup'),
      chats: [...options.get('Chats')],
    };
  }

  /** The panels of the dashboard, with their content if they are on. */
  private panels() {
    const { options } = this;
    const apiInfo = options.get('console_setting.api_info_enabled');
    const announcements = options.get('console_setting.announcements_enabled');
    const faq = options.get('console_setting.faq_enabled');
    return {
      api_info_enabled: apiInfo,
      announcements_enabled: announcements,
      faq_enabled: faq,
      uptime_kuma_enabled: options.get('console_setting.uptime_kuma_enabled'),
      ...(apiInfo && { api_info: [...options.get('console_setting.api_info')] }),
      ...(announcements && { announcements: [...options.get('console_setting.announcements')] }),
      ...(faq && { faq: [...options.get('console_setting.faq')] }),
    };
  }
}
