import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** Checks each field that New API's stock web client reads, because one of its pages breaks if a field is missing. */
let platform: TestPlatform;
let root: HttpClient;

type Data = Record<string, unknown>;

beforeAll(async () => {
  platform = await startPlatform();
  root = platform.client();
  const body = {
    username: 'root',
    password: 'password123',
    confirmPassword: 'password123',
    SelfUseModeEnabled: false,
    DemoSiteEnabled: false,
  };
  await root.post('/api/setup', body);
  await root.logIn('root', 'password123');
}, 120_000);
afterAll(() => platform.close());

const STRING = expect.any(String);
const NUMBER = expect.any(Number);
const BOOL = expect.any(Boolean);
const ARRAY = expect.any(Array);
const jsonText = (value: unknown) => value === '' || typeof JSON.parse(String(value)) === 'object';

/** The header that the client sends while no user is logged in. */
const anonymous = { headers: { 'New-API-User': '-1', 'Cache-Control': 'no-store' } };

describe('every page', () => {
  it('gets its fields from /api/status', async () => {
    const { data } = (await platform.client().get<Envelope<Data>>('/api/status', anonymous)).body;
    expect(data).toMatchObject({
      ...{
        setup: true,
        system_name: STRING,
        logo: STRING,
        footer_html: STRING,
        version: STRING,
        start_time: NUMBER,
        server_address: STRING,
      },
      ...{
        quota_per_unit: NUMBER,
        quota_display_type: STRING,
        display_in_currency: BOOL,
        usd_exchange_rate: NUMBER,
        price: NUMBER,
        stripe_unit_price: NUMBER,
      },
      ...{
        custom_currency_symbol: STRING,
        custom_currency_exchange_rate: NUMBER,
        top_up_link: STRING,
        docs_link: STRING,
        chats: ARRAY,
      },
      ...{
        enable_data_export: BOOL,
        enable_drawing: BOOL,
        enable_task: BOOL,
        enable_batch_update: BOOL,
        data_export_default_time: STRING,
        default_collapse_sidebar: BOOL,
        mj_notify_enabled: BOOL,
      },
      ...{
        email_verification: BOOL,
        turnstile_check: BOOL,
        turnstile_site_key: STRING,
        github_oauth: BOOL,
        github_client_id: STRING,
        discord_oauth: BOOL,
        discord_client_id: STRING,
      },
      ...{
        oidc_enabled: BOOL,
        oidc_client_id: STRING,
        oidc_authorization_endpoint: STRING,
        linuxdo_oauth: BOOL,
        linuxdo_client_id: STRING,
        linuxdo_minimum_trust_level: NUMBER,
      },
      ...{
        telegram_oauth: BOOL,
        telegram_bot_name: STRING,
        wechat_login: BOOL,
        wechat_qrcode: STRING,
        passkey_login: BOOL,
        passkey_display_name: STRING,
        passkey_rp_id: STRING,
      },
      ...{
        passkey_origins: STRING,
        passkey_allow_insecure: BOOL,
        passkey_user_verification: STRING,
        passkey_attachment: STRING,
        self_use_mode_enabled: BOOL,
        demo_site_enabled: BOOL,
      },
      ...{
        user_agreement_enabled: BOOL,
        privacy_policy_enabled: BOOL,
        default_use_auto_group: BOOL,
        HeaderNavModules: STRING,
        SidebarModulesAdmin: STRING,
      },
      ...{ api_info_enabled: BOOL, announcements_enabled: BOOL, faq_enabled: BOOL, uptime_kuma_enabled: BOOL },
    });
  });

  it.each(['/api/notice', '/api/home_page_content', '/api/about', '/api/user-agreement', '/api/privacy-policy'])(
    'gets a text from %s, never null',
    async (path) => {
      expect((await platform.client().get(path, anonymous)).body).toMatchObject({ success: true, data: STRING });
    },
  );
});

describe('pages of a relay', () => {
  it('are hidden in the menu unless an option shows them', async () => {
    const { data } = (await platform.client().get<Envelope<Data>>('/api/status', anonymous)).body;
    expect(data).toMatchObject({ enable_drawing: false, enable_task: false });
  });

  it('get an empty list of models, and the groups', async () => {
    const { body } = await platform.client().get<Envelope<Data>>('/api/pricing', anonymous);
    const none = { success: true, message: '', data: [], vendors: [], supported_endpoint: {} };
    const groups = { group_ratio: { default: 1, vip: 1 }, usable_group: { default: STRING, vip: STRING } };
    expect(body).toEqual({ ...none, ...groups, auto_groups: ['default'], pricing_version: STRING });
  });

  it('get the models of the groups and no channels in the settings of ratios', async () => {
    const models = async () => (await root.get<Envelope<string[]>>('/api/channel/models_enabled')).body.data;
    expect(await models()).toEqual([]);
    const value = '{"vip":["o1","gpt-4"],"default":["gpt-4"]}';
    await root.put('/api/option/', { key: 'GroupModels', value });
    expect(await models()).toEqual(['gpt-4', 'o1']);
    await root.put('/api/option/', { key: 'GroupModels', value: '{}' });
    expect((await root.get('/api/ratio_sync/channels')).body).toEqual({ success: true, message: '', data: [] });
  });
});

describe('set-up page', () => {
  it('gets an object', async () => {
    const { data } = (await platform.client().get<Envelope<Data>>('/api/setup', anonymous)).body;
    expect(data).toEqual({ status: true, root_init: BOOL, database_type: 'postgres' });
  });

  it('gets a refusal for a second set-up', async () => {
    const body = {
      username: 'other',
      password: 'password123',
      confirmPassword: 'password123',
      SelfUseModeEnabled: true,
      DemoSiteEnabled: false,
    };
    expect((await platform.client().post('/api/setup', body, anonymous)).body).toMatchObject({
      success: false,
      message: '系统已经初始化完成',
    });
  });
});

describe('register and login pages', () => {
  it('work with their requests and get the fields that they store', async () => {
    const client = platform.client();
    const form = {
      username: 'erin',
      password: 'password123',
      password2: 'password123',
      email: '',
      verification_code: '',
      wechat_verification_code: '',
      aff_code: null,
    };
    expect((await client.post('/api/user/register?turnstile=', form, anonymous)).body.success).toBe(true);
    const reply = await client.post<Envelope<Data>>(
      '/api/user/login?turnstile=',
      { username: 'erin', password: 'password123' },
      anonymous,
    );
    expect(reply.body.data).toMatchObject({
      id: NUMBER,
      username: 'erin',
      role: 1,
      display_name: STRING,
      status: 1,
      group: STRING,
    });
    expect(reply.body.data).not.toHaveProperty('cookie');
    expect(reply.headers.getSetCookie().filter((line) => line.startsWith('session='))).toHaveLength(1);
  });

  it.each(['unknown', 'x'.repeat(1000)])('accept an unknown invitation code: %.10s', async (aff) => {
    const client = platform.client();
    const body = { username: `invited${aff.length}`, password: 'password123', aff_code: aff };
    expect((await client.post('/api/user/register?turnstile=', body, anonymous)).body.success).toBe(true);
    expect((await client.get('/api/oauth/state', { query: { aff }, ...anonymous })).body).toMatchObject({
      data: STRING,
    });
  });

  it('reach public paths with the id of the previous user', async () => {
    const stale = { headers: { 'New-API-User': '4711' } };
    expect(
      (await platform.client().post('/api/user/login?turnstile=', { username: 'erin', password: 'password123' }, stale))
        .body.success,
    ).toBe(true);
  });
});

describe('personal page', () => {
  it('gets its fields, and JSON in those that it parses', async () => {
    const { data } = (await root.get<Envelope<Data>>('/api/user/self')).body;
    expect(data).toMatchObject({
      ...{
        id: NUMBER,
        username: 'root',
        display_name: STRING,
        role: 100,
        status: 1,
        group: STRING,
        quota: 100_000_000,
        used_quota: 0,
        request_count: 0,
      },
      ...{
        email: STRING,
        wechat_id: STRING,
        github_id: STRING,
        discord_id: STRING,
        oidc_id: STRING,
        telegram_id: STRING,
        linux_do_id: STRING,
      },
      ...{
        aff_code: STRING,
        aff_count: NUMBER,
        aff_quota: NUMBER,
        aff_history_quota: NUMBER,
        inviter_id: NUMBER,
        stripe_customer: STRING,
      },
      permissions: { sidebar_settings: false, sidebar_modules: {} },
    });
    expect(jsonText(data.setting)).toBe(true);
    expect(jsonText(data.sidebar_modules)).toBe(true);
  });

  it('saves notification settings with all fields and reads the same keys back', async () => {
    const client = platform.client();
    await client.signUp('settings');
    const form = {
      ...{
        notify_type: 'email',
        quota_warning_threshold: 100_000,
        webhook_url: '',
        webhook_secret: '',
        notification_email: '',
      },
      ...{
        bark_url: '',
        gotify_url: '',
        gotify_token: '',
        gotify_priority: 5,
        accept_unset_model_ratio_model: false,
        record_ip_log: true,
      },
    };
    expect((await client.put('/api/user/setting', form)).body.success).toBe(true);
    const { data } = (await client.get<Envelope<{ setting: string }>>('/api/user/self')).body;
    expect(JSON.parse(data.setting)).toMatchObject(form);
  });

  it('changes the password with two fields, and saves the sidebar with one', async () => {
    const client = platform.client();
    await client.signUp('changer', 'password123');
    expect((await client.put('/api/user/self', { sidebar_modules: '{"chat":{"enabled":true}}' })).body.success).toBe(
      true,
    );
    expect(
      (await client.put('/api/user/self', { original_password: 'password123', password: 'password456' })).body.success,
    ).toBe(true);
    expect((await client.get('/api/user/self')).body.success).toBe(true);
    await platform.client().logIn('changer', 'password456');
  });

  it('deletes the account and then logs out', async () => {
    const client = platform.client();
    await client.signUp('deleter');
    expect((await client.delete('/api/user/self')).body.success).toBe(true);
    expect((await client.get('/api/user/logout')).status).toBe(200);
  });
});

describe('token page', () => {
  it('creates, lists, searches, switches and deletes keys by its own paths', async () => {
    const client = platform.client();
    await client.signUp('keys');
    const form = {
      remain_quota: 500_000,
      expired_time: -1,
      unlimited_quota: true,
      model_limits_enabled: false,
      model_limits: '',
      name: 'web',
      group: '',
      allow_ips: '',
    };
    expect((await client.post('/api/token/', form)).body.success).toBe(true);
    const { data } = (
      await client.get<Envelope<{ items: Data[]; total: number; page: number; page_size: number }>>(
        '/api/token/?p=1&size=10',
      )
    ).body;
    expect(data).toMatchObject({ total: 1, page: 1, page_size: 10 });
    const [row] = data.items;
    expect(row).toMatchObject({
      ...{
        id: NUMBER,
        name: 'web',
        status: 1,
        key: expect.stringMatching(/^[0-9A-Za-z]{48}$/),
        group: '',
        remain_quota: NUMBER,
        used_quota: 0,
      },
      ...{
        unlimited_quota: true,
        model_limits_enabled: false,
        model_limits: '',
        allow_ips: '',
        created_time: NUMBER,
        accessed_time: NUMBER,
        expired_time: -1,
      },
    });
    expect((await client.get<Envelope<Data[]>>('/api/token/search?keyword=we&token=')).body.data).toHaveLength(1);
    const status = await client.put<Envelope<Data>>('/api/token/?status_only=true', { id: row?.id, status: 2 });
    expect(status.body.data.status).toBe(2);
    expect((await client.get<Envelope<Data>>(`/api/token/${row?.id}`)).body.data).toMatchObject({
      model_limits: '',
      status: 2,
    });
    expect((await client.delete(`/api/token/${row?.id}/`)).body.success).toBe(true);
    expect((await client.get<Envelope<{ items: Data[] }>>('/api/token/?p=1&size=10')).body.data.items).toEqual([]);
    expect((await client.get<Envelope<unknown>>('/api/user/models')).body.data).toEqual([]);
    expect((await client.get<Envelope<Data>>('/api/user/self/groups')).body.data.default).toEqual({
      ratio: NUMBER,
      desc: STRING,
    });
  });
});

describe('system settings', () => {
  const KEYS =
    `QuotaForNewUser PreConsumedQuota QuotaForInviter QuotaForInvitee quota_setting.enable_free_model_pre_consume TopUpLink general_setting.docs_link
    general_setting.quota_display_type general_setting.custom_currency_symbol general_setting.custom_currency_exchange_rate QuotaPerUnit USDExchangeRate RetryTimes
    DisplayTokenStatEnabled DefaultCollapseSidebar DemoSiteEnabled SelfUseModeEnabled HeaderNavModules SidebarModulesAdmin CheckSensitiveEnabled CheckSensitiveOnPromptEnabled
    SensitiveWords LogConsumeEnabled ChannelDisableThreshold QuotaRemindThreshold AutomaticDisableChannelEnabled AutomaticEnableChannelEnabled AutomaticDisableKeywords
    monitor_setting.auto_test_channel_enabled monitor_setting.auto_test_channel_minutes ServerAddress PayAddress EpayId Price MinTopUp TopupGroupRatio CustomCallbackAddress
    PayMethods payment_setting.amount_options payment_setting.amount_discount StripePriceId StripeUnitPrice StripeMinTopUp StripePromotionCodesEnabled CreemProducts CreemTestMode
    ModelPrice ModelRatio CacheRatio CompletionRatio GroupRatio GroupGroupRatio ImageRatio AudioRatio AudioCompletionRatio AutoGroups DefaultUseAutoGroup ExposeRatioEnabled
    UserUsableGroups group_ratio_setting.group_special_usable_group ModelRequestRateLimitEnabled ModelRequestRateLimitCount ModelRequestRateLimitSuccessCount
    ModelRequestRateLimitDurationMinutes ModelRequestRateLimitGroup PasswordLoginEnabled PasswordRegisterEnabled RegisterEnabled EmailVerificationEnabled
    EmailDomainRestrictionEnabled EmailAliasRestrictionEnabled EmailDomainWhitelist SMTPServer SMTPPort SMTPAccount SMTPFrom SMTPSSLEnabled TurnstileCheckEnabled TurnstileSiteKey
    GitHubOAuthEnabled GitHubClientId discord.enabled discord.client_id oidc.enabled oidc.client_id oidc.well_known oidc.authorization_endpoint oidc.token_endpoint
    oidc.user_info_endpoint WeChatAuthEnabled WeChatServerAddress WeChatAccountQRCodeImageURL TelegramOAuthEnabled TelegramBotName LinuxDOOAuthEnabled LinuxDOClientId
    LinuxDOMinimumTrustLevel passkey.enabled passkey.rp_display_name passkey.rp_id passkey.origins passkey.allow_insecure_origin passkey.user_verification
    passkey.attachment_preference WorkerUrl WorkerAllowHttpImageRequestEnabled fetch_setting.enable_ssrf_protection fetch_setting.allow_private_ip
    fetch_setting.domain_filter_mode fetch_setting.ip_filter_mode fetch_setting.domain_list fetch_setting.ip_list fetch_setting.allowed_ports
    fetch_setting.apply_ip_filter_for_domain Notice legal.user_agreement legal.privacy_policy SystemName Logo Footer About HomePageContent`.split(
      /\s+/,
    );

  it('lists every option as text, and no secret', async () => {
    const { data } = (await root.get<Envelope<{ key: string; value: string }[]>>('/api/option/')).body;
    const listed = new Map(data.map(({ key, value }) => [key, value]));
    expect(KEYS.filter((key) => typeof listed.get(key) !== 'string')).toEqual([]);
    const secrets = [
      'SMTPToken',
      'GitHubClientSecret',
      'discord.client_secret',
      'oidc.client_secret',
      'LinuxDOClientSecret',
      'TelegramBotToken',
      'WeChatServerToken',
      'TurnstileSecretKey',
      'EpayKey',
      'StripeApiSecret',
      'StripeWebhookSecret',
      'CreemApiKey',
      'CreemWebhookSecret',
    ];
    expect(secrets.filter((key) => listed.has(key) && listed.get(key) !== '')).toEqual([]);
    for (const key of [
      'TopupGroupRatio',
      'ModelRequestRateLimitGroup',
      'GroupRatio',
      'UserUsableGroups',
      'GroupGroupRatio',
      'AutoGroups',
      'group_ratio_setting.group_special_usable_group',
    ]) {
      expect(() => JSON.parse(listed.get(key) ?? '') as unknown).not.toThrow();
    }
  });

  it('saves the values that it read, and they apply at once', async () => {
    expect((await root.put('/api/option/', { key: 'SystemName', value: 'Tollgate' })).body.success).toBe(true);
    expect((await platform.client().get<Envelope<Data>>('/api/status')).body.data.system_name).toBe('Tollgate');
    expect((await root.put('/api/option/', { key: 'RegisterEnabled', value: 'false' })).body.success).toBe(true);
    expect(
      (await platform.client().post('/api/user/register', { username: 'late', password: 'password123' })).body.message,
    ).toBe('管理员关闭了新用户注册');
    await root.put('/api/option/', { key: 'RegisterEnabled', value: 'true' });
  });

  it.each([
    [
      'QuotaForNewUser',
      '-1',
      '无效的参数：QuotaForNewUser 必须是 0 到 9007199254740991 的整数',
      /must be a whole number/,
    ],
    ['GroupRatio', '{"vip":"x"}', '无效的参数：GroupRatio vip 必须是不小于 0 的数', /^Option GroupRatio vip must be/],
    ['PayMethods', '[{"name":"a","type":"b"},{}]', '无效的参数：PayMethods 第 2 项必须有文本 name', /item 1 must have/],
    [
      'GroupRatio',
      JSON.stringify({ ['长'.repeat(9000)]: -1 }),
      /^无效的参数：GroupRatio 长+… 必须是/,
      /… must be a number/,
    ],
  ])('refuse %s %.20s with the reason in one language', async (key, value, zh, en) => {
    const english = { headers: { 'accept-language': 'en' } };
    const inChinese = (await root.put('/api/option/', { key, value })).body;
    const inEnglish = (await root.put('/api/option/', { key, value }, english)).body;
    expect([inChinese.code, inEnglish.code]).toEqual(['OPTION_INVALID', 'OPTION_INVALID']);
    expect(inChinese.message).toMatch(zh);
    expect(inEnglish.message).toMatch(en);
  });

  it('reads the groups', async () => {
    expect((await root.get<Envelope<string[]>>('/api/group/')).body.data).toEqual(expect.arrayContaining(['default']));
  });
});
