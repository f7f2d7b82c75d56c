import { launchBrowser } from '@tollgate/testing/browser';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import type { Browser, BrowserContext, Page } from 'playwright-core';

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

  async signIn(username: string, password: string = PASSWORD): Promise<void> {
    await this.page.goto('/login');
    await this.fill('User name or e-mail address', username);
    await this.fill('Password', password);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.sees('Overview');
  }
}
