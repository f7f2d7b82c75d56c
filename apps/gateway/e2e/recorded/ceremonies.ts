import type { TestPlatform } from '@tollgate/testing/platform';
import { PasskeyCeremonies } from './passkey-ceremonies.js';
import type { Exchange, Generation, Headers, Overrides, Sender } from './exchanges.js';
import { computeTotp, isStagedProvider, setOptions, type Stage, type StagedProvider } from './stage.js';

/** The account at the provider that an exchange logs in with, where it is not the first one. */
const ACCOUNTS: Readonly<Record<string, number>> = {
  'oidc-bind': 2,
  'oidc-bind-by-other-user': 3,
  'oidc-bind-not-logged-in': 3,
  'oidc-email-taken': 4,
  'oidc-registration-closed': 5,
  ...{ bind: 12, 'bind-again': 12, 'login-policy-refuses': 13 },
};
/** The options that hold during one exchange. */
const DURING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'oidc-registration-closed': { RegisterEnabled: 'false' },
  'verification-domain': { EmailDomainRestrictionEnabled: 'true' },
};
const AFTER = { RegisterEnabled: 'true', EmailDomainRestrictionEnabled: 'false' };

/** Keeps what exchanges of several steps hand from one to the next: states, flow tokens, codes, ids. */
export class Ceremonies {
  private isSwitchedOn = false;
  private secret = '';
  private backupCodes: string[] = [];
  private flowToken = '';
  private cookie = '';
  private state = '';
  private telegram = '';
  private providerId = 0;
  private isMailOn = false;
  private password = '';
  private readonly passkeys: PasskeyCeremonies;

  constructor(
    private readonly platform: TestPlatform,
    private readonly generation: Generation,
    private readonly stage: Stage,
    private readonly sender: Sender,
  ) {
    this.passkeys = new PasskeyCeremonies(platform, generation, sender);
  }

  /** Prepares an exchange and returns its values; undefined if it needs none. */
  async prepare(family: string, exchange: Exchange): Promise<Overrides | undefined> {
    if (family === 'oauth') return this.prepareOAuth(exchange);
    if (family === 'custom-oauth') return this.prepareCustom(exchange);
    if (family === 'twofa') return this.prepareFactor(exchange);
    if (family === 'mail') return this.prepareMail(exchange);
    if (family === 'passkey') return this.passkeys.prepare(exchange);
    return undefined;
  }

  /** Remembers what the answer gave for later exchanges. */
  async learn(family: string, exchange: Exchange, body: unknown, cookies: readonly string[]): Promise<void> {
    const { name } = exchange;
    if (family === 'passkey') this.passkeys.learn(exchange, body, cookies);
    if (family === 'mail' && name === 'reset') this.password = String((body as { data?: unknown }).data);
    const data = (body as { data?: unknown } | undefined)?.data as Record<string, unknown> | null | undefined;
    if (typeof data?.flow_token === 'string') this.flowToken = data.flow_token;
    if (typeof data?.secret === 'string') this.secret = data.secret;
    if (Array.isArray(data?.backup_codes)) this.backupCodes = [...(data.backup_codes as string[])];
    if (family === 'custom-oauth' && /^create/.test(name) && typeof data?.id === 'number') this.providerId = data.id;
    const isKept = name === 'login-asks' || name === 'telegram-bind-start';
    if (isKept) this.cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ');
    if (DURING[name]) await setOptions(this.platform, AFTER);
  }

  private async prepareOAuth(exchange: Exchange): Promise<Overrides> {
    const { name, path, as } = exchange;
    const during = DURING[name];
    if (during) await setOptions(this.platform, during);
    const isFirst = name === 'status-with-providers' || name === 'oidc-new-user';
    if (isFirst && !this.isSwitchedOn) await this.stage.switchOn(this.platform);
    this.isSwitchedOn ||= isFirst;
    // a browser says that the request is of the site's own page
    const own = { 'sec-fetch-site': 'same-origin' };
    if (name.startsWith('wechat-')) this.stage.answerWeChat(name === 'wechat-bind' ? 'wx-2' : 'wx-1');
    if (name.startsWith('telegram-') && /hash=(?:<|[0-9a-f]{64})/.test(path)) {
      const isGenuine = !/bad-hash/.test(name);
      const age = name === 'telegram-old' ? 86_400 : 0;
      if (!/-(?:replay|twice)$/.test(name)) this.telegram = this.stage.signTelegram(age, isGenuine);
      const address = path.replace(/\?.*/, '').replace('<token:43>', this.flowToken);
      return {
        path: `${address}?${this.telegram}`,
        headers: { ...own, ...(this.cookie && as === 'anonymous' ? { cookie: this.cookie } : {}) },
      };
    }
    const [, provider = ''] = /^\/api\/oauth\/(\w+)\?.*state=(?!nonsense)/.exec(path) ?? [];
    if (!isStagedProvider(provider)) return { headers: own };
    return this.callback(exchange, provider);
  }

  /** A callback of a provider, with a state of the browser that sends it. */
  private async callback({ name, as, path }: Exchange, provider: StagedProvider): Promise<Overrides> {
    const isAgain = /state-twice|state-after-refused/.test(name);
    if (!isAgain) await this.beginState(name, as, name.includes('other-provider') ? 'github' : provider);
    this.stage.login(provider, ACCOUNTS[name] ?? 1, {
      email: name.includes('email-taken') ? 'root@example.com' : undefined,
    });
    const query = path.replace(/^[^?]*/, '').replace(/state=[^&]*/, `state=${this.state}`);
    return { path: `/api/oauth/${provider}${query}`, headers: { cookie: this.cookie } };
  }

  private async beginState(name: string, as: string, provider: string): Promise<void> {
    const begins = /not-logged-in|by-other-user/.test(name) ? 'user' : as;
    const isBinding = begins !== 'anonymous';
    const headers = isBinding ? await this.sender.headers(begins) : {};
    const isNew = this.generation === '2026';
    const reply = await fetch(new URL('/api/oauth/state', this.platform.origin), {
      method: isNew ? 'POST' : 'GET',
      headers: { ...(isNew ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(isNew ? { body: JSON.stringify({ provider, intent: isBinding ? 'bind' : 'login' }) } : {}),
    });
    const { data } = (await reply.json()) as { data: string | { flow_token: string } };
    this.state = typeof data === 'string' ? data : data.flow_token;
    const own = headers.cookie ? [headers.cookie] : [];
    this.cookie = [...own, ...reply.headers.getSetCookie().map((line) => line.split(';', 1)[0])].join('; ');
  }

  private async prepareCustom(exchange: Exchange): Promise<Overrides> {
    const { name, path, body } = exchange;
    const policy = { logic: 'and', conditions: [{ field: 'email', op: 'contains', value: '@corp' }] };
    if (name === 'login-policy-refuses') await this.changeProvider({ access_policy: JSON.stringify(policy) });
    if (path.startsWith('/api/oauth/live')) return this.callback(exchange, 'live');
    const id = String(this.providerId);
    const ours = path
      .replace(/^(\/api\/custom-oauth-provider\/)1$/, `$1${id}`)
      .replace(/(\/oauth\/bindings\/)1$/, `$1${id}`);
    const text =
      body === undefined
        ? undefined
        : JSON.stringify(body).replaceAll('http://127.0.0.1:<port>', this.stage.double.url);
    return { path: ours, body: text === undefined ? undefined : (JSON.parse(text) as unknown) };
  }

  private async changeProvider(change: object): Promise<void> {
    const root = this.platform.client();
    await root.logIn('root', 'root-password-1');
    await root.put(`/api/custom-oauth-provider/${this.providerId}`, change);
  }

  private async prepareMail({ name, path, body }: Exchange): Promise<Overrides> {
    if (!this.isMailOn) await this.stage.switchMailOn(this.platform);
    this.isMailOn = true;
    const during = DURING[name];
    if (during) await setOptions(this.platform, during);
    if (body === undefined) return { path };
    const { email = '' } = body as { email?: string };
    let text = JSON.stringify(body);
    if (text.includes('<code:6>'))
      text = text.replace('<code:6>', await this.stage.readMail(email, /(?<![\w@.])([2-9a-hjkmnp-z]{6})(?![\w@.])/));
    if (text.includes('<hex:32>')) text = text.replace('<hex:32>', await this.stage.readMail(email, /token=([\w-]+)/));
    return { body: JSON.parse(text.replace('<token:12>', this.password)) as unknown };
  }

  private async prepareFactor({ name, as, body }: Exchange): Promise<Overrides> {
    const owner = this.generation === '2026' ? 'user2' : 'user';
    if (name === 'admin-disable' && as === 'admin') await this.enableFactor(owner);
    const headers: Headers = as === 'pending' ? { cookie: this.cookie, 'new-api-user': '-1' } : {};
    if (typeof body !== 'object' || body === null) return { headers };
    const { code, flow_token: flow } = body as { code?: string; flow_token?: string };
    const filled = {
      ...body,
      ...(code === '<code:6>' ? { code: await this.nextCode(as) } : {}),
      ...(code === '<backup-code>' ? { code: this.backupCodes.pop() } : {}),
      ...(flow === '<token:43>' ? { flow_token: this.flowToken } : {}),
    };
    return { headers, body: filled };
  }

  private async enableFactor(as: string): Promise<void> {
    const send = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', ...(await this.sender.headers(as)) };
      const reply = await fetch(new URL(path, this.platform.origin), {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      return (await reply.json()) as { data: { secret: string } };
    };
    const { data } = await send('/api/user/2fa/setup', {});
    await send('/api/user/2fa/enable', { code: computeTotp(data.secret) });
  }

  /** A code of the app. A code of the same half minute is taken once only, so the ones before are made to look old. */
  private async nextCode(as: string): Promise<string> {
    const text = 'UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1 AND last_step > 10';
    await this.platform.db.owner.query(text, [await this.sender.userId(as)]);
    return computeTotp(this.secret);
  }
}
