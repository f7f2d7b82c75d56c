import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type * as client from '@tollgate/client';
import { browserIsHere, openBrowser, type TestBrowser } from '@tollgate/testing/browser';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const BUILT = fileURLToPath(new URL('../../../libs/client/dist/', import.meta.url));
const SENDER = join(dirname(createRequire(join(BUILT, 'index.js')).resolve('openapi-fetch')), 'index.mjs');
const PAGE = `<!doctype html><title>test</title><script type="importmap">
{ "imports": { "@tollgate/client": "/modules/index.js", "openapi-fetch": "/modules/openapi-fetch.mjs" } }</script>
<script type="module">import * as client from '@tollgate/client'; globalThis.tollgate = client;</script>`;

const withBrowser = browserIsHere(2) ? describe : describe.skip;

/** The published client's built modules, unbundled, on a page of the platform's own origin. */
withBrowser('the client in a real browser', () => {
  let platform: TestPlatform;
  let browser: TestBrowser;

  beforeAll(async () => {
    platform = await startPlatform();
    browser = await openBrowser(platform.origin);
    const { page } = browser;
    await page.route(`${platform.origin}/modules/*`, (route) => {
      const name = basename(new URL(route.request().url()).pathname);
      const path = name === 'openapi-fetch.mjs' ? SENDER : join(BUILT, name);
      return route.fulfill({ path, contentType: 'text/javascript' });
    });
    await page.route(`${platform.origin}/page`, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
    await page.goto(`${platform.origin}/page`);
    await page.waitForFunction(() => 'tollgate' in globalThis);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await platform.close();
  });

  it("logs in and continues with the browser's cookie", async () => {
    const told = await browser.page.evaluate(async () => {
      const { TollgateClient } = (globalThis as unknown as { tollgate: typeof client }).tollgate;
      const tollgate = new TollgateClient();
      const body = { username: 'visitor', password: 'password123' };
      await tollgate.POST('/api/user/register', { body });
      const { data } = await tollgate.POST('/api/user/login', { body });
      if (data.require_2fa) throw new Error('asks for a second factor');
      const visitor = tollgate.as({ userId: data.id });
      await visitor.PUT('/api/user/self', { body: { display_name: '访客' } });
      const { data: self } = await visitor.GET('/api/user/self');
      const file = await visitor.download('/api/user/statement', { params: { query: { format: 'csv' } } });
      return { name: self.display_name, head: (await file.text()).slice(0, 7) };
    });
    expect(told).toEqual({ name: '访客', head: 'id,time' });
  });

  it('throws refusals', async () => {
    const told = await browser.page.evaluate(async () => {
      const { TollgateClient, TollgateError } = (globalThis as unknown as { tollgate: typeof client }).tollgate;
      const error: unknown = await new TollgateClient({ timeoutMs: 10_000 })
        .POST('/api/user/login', { body: { username: 'visitor', password: 'no password' } })
        .catch((reason: unknown) => reason);
      return error instanceof TollgateError ? [error.code, error.status, error.message] : [String(error)];
    });
    expect(told).toEqual(['LOGIN_REFUSED', 401, '用户名或密码错误，或用户已被封禁']);
  });
});
