import { createHash, createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import type { TestPlatform } from '@tollgate/testing/platform';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';

const BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const PATHS = {
  github: ['/login/oauth/access_token', '/user'],
  discord: ['/api/v10/oauth2/token', '/api/v10/users/@me'],
  linuxdo: ['/linuxdo/token', '/linuxdo/user'],
  oidc: ['/oidc/token', '/oidc/user'],
  live: ['/live/token', '/live/me'],
} as const;

export type StagedProvider = keyof typeof PATHS;

export const isStagedProvider = (name: string): name is StagedProvider => Object.hasOwn(PATHS, name);

/** The providers that the recordings had beside the server. */
export class Stage {
  private serial = 0;

  private constructor(
    readonly double: HttpDouble,
    private readonly mailbox: SmtpSink,
    private readonly providers: Readonly<Record<StagedProvider, OAuthDouble>>,
  ) {}

  static async open(): Promise<Stage> {
    const [double, mailbox] = await Promise.all([httpDouble(), smtpSink()]);
    const providers = Object.entries(PATHS).map(([name, [token, user]]) => [name, playOAuth(double, token, user)]);
    const address = 'https://login.example.com';
    const endpoints = {
      authorization_endpoint: `${address}/authorize`,
      token_endpoint: `${address}/token`,
      userinfo_endpoint: `${address}/me`,
    };
    double.on('GET /acme/.well-known/openid-configuration', () => ({
      json: {
        issuer: 'https://login.example.com',
        jwks_uri: 'https://login.example.com/jwks',
        scopes_supported: ['openid'],
        ...endpoints,
      },
    }));
    return new Stage(double, mailbox, Object.fromEntries(providers) as Record<StagedProvider, OAuthDouble>);
  }

  /** The environment of a platform whose providers these are. */
  get env(): Record<string, string> {
    const { url } = this.double;
    return {
      ...{ GITHUB_URL: url, GITHUB_API_URL: url, DISCORD_URL: url },
      ...{ LINUX_DO_TOKEN_ENDPOINT: `${url}/linuxdo/token`, LINUX_DO_USER_ENDPOINT: `${url}/linuxdo/user` },
    };
  }

  /** Switches the built-in providers on. */
  async switchOn(platform: TestPlatform): Promise<void> {
    const { url } = this.double;
    const oidc = { token_endpoint: `${url}/oidc/token`, user_info_endpoint: `${url}/oidc/user` };
    await setOptions(platform, {
      ...{ GitHubClientId: 'id', GitHubClientSecret: 'secret', GitHubOAuthEnabled: 'true' },
      ...{ 'discord.client_id': 'id', 'discord.client_secret': 'secret', 'discord.enabled': 'true' },
      ...{ LinuxDOClientId: 'id', LinuxDOClientSecret: 'secret', LinuxDOOAuthEnabled: 'true' },
      ...{ 'oidc.client_id': 'id', 'oidc.client_secret': 'secret', 'oidc.enabled': 'true' },
      ...{ 'oidc.token_endpoint': oidc.token_endpoint, 'oidc.user_info_endpoint': oidc.user_info_endpoint },
      ...{ TelegramBotToken: BOT_TOKEN, TelegramOAuthEnabled: 'true' },
      ...{ WeChatServerAddress: url, WeChatServerToken: 'token', WeChatAuthEnabled: 'true' },
    });
  }

  /** Lets the code `good` stand for an account at a provider, once. */
  login(provider: StagedProvider, id: number, more: object = {}): void {
    this.providers[provider].people.set('good', {
      id,
      sub: `sub-${id}`,
      name: `Person ${id}`,
      trust_level: 2,
      ...more,
    });
  }

  /** Lets the WeChat server answer the code `good` with this account. */
  answerWeChat(id: string): void {
    this.double.on('GET /api/wechat/user', ({ query }) => ({
      json:
        query.get('code') === 'good'
          ? { success: true, message: '', data: id }
          : { success: false, message: 'bad code' },
    }));
  }

  /** What Telegram's widget puts into the query for account 99. */
  signTelegram(age = 0, isGenuine = true): string {
    const fields: Record<string, string> = {
      id: '99',
      first_name: `Te le ${(this.serial += 1)}`,
      auth_date: String(Math.floor(Date.now() / 1000) - age),
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    const key = createHash('sha256').update(BOT_TOKEN).digest();
    const hash = createHmac('sha256', key).update(lines.sort().join('\n')).digest('hex');
    return new URLSearchParams({ ...fields, hash: isGenuine ? hash : randomBytes(32).toString('hex') }).toString();
  }

  /** Lets the platform send mail. */
  async switchMailOn(platform: TestPlatform): Promise<void> {
    await setOptions(platform, {
      ...{ SMTPServer: '127.0.0.1', SMTPPort: String(this.mailbox.port), SMTPAccount: 'noreply@example.com' },
      ...{ ServerAddress: 'https://ai.example.com', EmailVerificationEnabled: 'true' },
    });
  }

  /** The code, or the token of the link, in the newest mail to an address. */
  async readMail(address: string, pattern: RegExp): Promise<string> {
    for (const end = Date.now() + 5000; Date.now() < end; await sleep(25)) {
      const mail = this.mailbox.mails.filter(({ to, text }) => to.includes(address) && pattern.test(text)).at(-1);
      if (mail) return pattern.exec(mail.text)?.[1] ?? '';
    }
    throw new Error(`no such mail to ${address}`);
  }

  async close(): Promise<void> {
    await Promise.all([this.double.close(), this.mailbox.close()]);
  }
}

/** Sets options as root. */
export async function setOptions(platform: TestPlatform, values: Readonly<Record<string, string>>): Promise<void> {
  const root = platform.client();
  await root.logIn('root', 'root-password-1');
  for (const [key, value] of Object.entries(values)) {
    const { body } = await root.put('/api/option/', { key, value });
    if (!body.success) throw new Error(`${key}: ${JSON.stringify(body)}`);
  }
}

/** The code of RFC 6238, computed independently of the product: SHA-1, 6 digits, 30 seconds. */
export function computeTotp(base32: string): string {
  const digits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
