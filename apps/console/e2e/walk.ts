import { createHmac } from 'node:crypto';
import { type Browser, type BrowserContext, launchBrowser, type Page } from '@tollgate/testing/browser';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

export const PASSWORD = 'password123';

/** The product with one browser. Pages are opened on localhost, because passkeys need a name. */
export class Walk {
  private constructor(
    readonly platform: TestPlatform,
    readonly browser: Browser,
    readonly origin: string,
  ) {}

  static async start(): Promise<Walk> {
    const [platform, browser] = await Promise.all([startPlatform(), launchBrowser()]);
    return new Walk(platform, browser, platform.origin.replace('127.0.0.1', 'localhost'));
  }

  /** A new browser profile that records each request to another origin, and each error on its pages. */
  async visitor(options: { locale?: string; width?: number; dark?: boolean } = {}): Promise<Visitor> {
    const { locale = 'en', width = 1280, dark = false } = options;
    const context = await this.browser.newContext({
      locale,
      baseURL: this.origin,
      viewport: { width, height: width < 600 ? 844 : 800 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    return new Visitor(context, await context.newPage(), this.origin);
  }

  /** Sets options as root, who must exist. */
  async setOptions(options: Readonly<Record<string, string>>): Promise<void> {
    const root = await this.asRoot();
    for (const [key, value] of Object.entries(options)) await root.PUT('/api/option', { body: { key, value } });
  }

  /** The client of root, who must exist. */
  async asRoot() {
    const guest = this.platform.tollgate();
    const { data } = await guest.POST('/api/user/login', { body: { username: 'root', password: PASSWORD } });
    if (data.require_2fa) throw new Error('asks for a second factor');
    return guest.as({ userId: data.id });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.platform.close();
  }
}

/** One profile of the browser with one page. */
export class Visitor {
  readonly foreign: string[] = [];
  readonly problems: string[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    origin: string,
  ) {
    page.setDefaultTimeout(8000);
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`) && !/^(data|blob):/.test(request.url()))
        this.foreign.push(request.url());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        this.problems.push(message.text());
    });
  }

  /** Types into the field with this label. A label of a required field ends in an asterisk. */
  async fill(label: string | RegExp, value: string): Promise<void> {
    const whole = typeof label === 'string' ? new RegExp(`^${label}( \\*)?$`) : label;
    await this.page.getByLabel(whole).first().fill(value);
  }

  async click(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().click();
  }

  /** Waits for a heading. */
  async sees(heading: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { name: heading }).first().waitFor();
  }

  /** Waits until nothing on the page is loading. */
  async settles(): Promise<void> {
    await this.page.waitForFunction(() => !document.querySelector('[role=status][aria-label]'));
  }

  /** Makes an account, which is signed in then. */
  async signUp(username: string, password: string = PASSWORD): Promise<void> {
    await this.page.goto('/register');
    await this.fill('User name', username);
    await this.fill('Password', password);
    await this.click('Create account');
    await this.sees('Overview');
  }

  async signIn(username: string, password: string = PASSWORD): Promise<void> {
    await this.page.goto('/login');
    await this.fill('User name or e-mail address', username);
    await this.fill('Password', password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.sees('Overview');
  }
}

/** The code that an authenticator app shows now for a secret (RFC 6238). */
export function readTotp(secret: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
