import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { breaches } from '@tollgate/contracts';
import { SiteStatus } from '@tollgate/contracts/auth/status';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { CustomProvidersRepository } from '../custom-providers/custom-providers.repository.js';
import { StatusService } from './status.service.js';

let db: TestDatabase;
let options: Options;
let status: StatusService;
beforeAll(async () => {
  db = await testDatabase();
  options = new Options(db.as('auth'), new Secrets(['a secret']), new Log('test', true, () => undefined));
  await options.start();
  const custom = new CustomProvidersRepository(await db.repositories('auth'), new Secrets(['a secret']));
  status = new StatusService(options, db.as('auth'), custom);
});
afterAll(async () => {
  await options.stop();
  await db.close();
});

/** Every key of New API's status, and `min_topup`, which the client reads. */
const KEYS =
  `version start_time email_verification github_oauth github_client_id discord_oauth discord_client_id linuxdo_oauth
  linuxdo_client_id linuxdo_minimum_trust_level telegram_oauth telegram_bot_name system_name logo footer_html wechat_qrcode
  wechat_login server_address turnstile_check turnstile_site_key top_up_link docs_link quota_per_unit display_in_currency
  quota_display_type custom_currency_symbol custom_currency_exchange_rate enable_batch_update enable_drawing enable_task
  enable_data_export data_export_default_time default_collapse_sidebar mj_notify_enabled chats demo_site_enabled
  self_use_mode_enabled default_use_auto_group usd_exchange_rate price stripe_unit_price api_info_enabled uptime_kuma_enabled
  announcements_enabled faq_enabled HeaderNavModules SidebarModulesAdmin oidc_enabled oidc_client_id
  oidc_authorization_endpoint passkey_login passkey_display_name passkey_rp_id passkey_origins passkey_allow_insecure
  passkey_user_verification passkey_attachment setup user_agreement_enabled privacy_policy_enabled api_info announcements
  faq min_topup checkin_enabled oidc_display_name password_login_enabled password_register_enabled register_enabled theme`.split(
    /\s+/,
  );

it('holds every key a client reads, in its type, with the defaults of New API', async () => {
  const reply = await status.get();
  expect(Object.keys(reply).sort()).toEqual([...KEYS].sort());
  expect(breaches(SiteStatus, reply)).toEqual([]);
  expect(reply).toMatchObject({
    setup: false,
    system_name: 'New API',
    quota_per_unit: 500_000,
    price: 7.3,
    chats: [],
    server_address: 'http://localhost:3000',
    passkey_rp_id: 'localhost',
    docs_link: 'https://docs.newapi.pro',
    custom_currency_symbol: '¤',
  });
});

it('follows the options, leaves out panels that are off, and shows whether the system is set up', async () => {
  await db.owner.query(`INSERT INTO admin.options (key, value) VALUES
    ('general_setting.quota_display_type', 'TOKENS'), ('console_setting.faq_enabled', 'false'), ('Notice', '# 公告')`);
  await db.owner.query('UPDATE admin.option_version SET version = version + 1');
  await db.owner.query(`INSERT INTO admin.setup (version) VALUES ('test')`);
  await options.refresh();
  const reply = await status.get();
  expect(reply).toMatchObject({
    display_in_currency: false,
    quota_display_type: 'TOKENS',
    faq_enabled: false,
    setup: true,
  });
  expect(reply).not.toHaveProperty('faq');
  expect(await status.page('Notice')).toEqual({ text: '# 公告' });
  expect(await status.page('About')).toEqual({ text: '' });
});
