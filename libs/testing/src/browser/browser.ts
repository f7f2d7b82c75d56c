import { spawnSync } from 'node:child_process';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome'];

function command(): string | undefined {
  return COMMANDS.find((name) => !spawnSync(name, ['--version'], { stdio: 'ignore' }).error);
}

/**
 * Whether tests with a real browser can run here. If it is missing, this logs once how many tests are skipped; with
 * REQUIRE_BROWSER=1 that is an error instead.
 */
export function browserIsHere(tests: number): boolean {
  if (command()) return true;
  const line = `SKIPPED ${tests} tests: chromium is not on the PATH`;
  if (process.env.REQUIRE_BROWSER === '1') throw new Error(line);
  process.stderr.write(`\n${line}\n\n`);
  return false;
}

/** A real browser with one empty page of a site, and a way to its developer tools. */
export interface TestBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly tools: CDPSession;
  close(): Promise<void>;
}

// as root, in a container, its own sandbox cannot be set up; the browser must ask no other host by itself
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser without a window. */
export async function launchBrowser(): Promise<Browser> {
  const name = command();
  if (!name) throw new Error('chromium is not on the PATH');
  const found = spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
  return chromium.launch({ executablePath: found, args: ARGUMENTS });
}

/** Opens the browser on an empty page of this origin, so that a script on it has the rights of the site's own script. */
export async function openBrowser(origin: string): Promise<TestBrowser> {
  const browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  const empty = { status: 200, contentType: 'text/html', body: '<!doctype html><title>test</title>' };
  await page.route(`${origin}/empty`, (route) => route.fulfill(empty));
  await page.goto(`${origin}/empty`);
  return { context, page, tools: await context.newCDPSession(page), close: () => browser.close() };
}
