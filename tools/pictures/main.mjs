// Takes the pictures of the console in docs/pictures: `npm run console:pictures`. With --all <folder>, also
// each page in both themes, languages and widths, to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '@tollgate/testing/browser';
import { startPlatform } from '@tollgate/testing/platform';
import { startTestServer } from '../test/server.mjs';

const { values } = parseArgs({ options: { all: { type: 'string' } } });
const PASSWORD = 'password123';
const PICTURES = [
  ['sign-in', '/login', 'guest'],
  ['overview', '/console', 'user'],
  ['api-keys', '/console/token', 'user'],
  ['top-up', '/console/topup', 'user'],
  ['ledger', '/console/ledger', 'user'],
  ['usage', '/console/log', 'user'],
  ['security', '/console/personal', 'user'],
  ['set-up', '/setup', 'root'],
];
const MORE = [
  ['sign-up', '/register', 'guest'],
  ['reset', '/reset', 'guest'],
  ['invite', '/console/invite', 'user'],
  ['settings', '/console/settings', 'user'],
  ['mail', '/setup?step=3', 'root'],
  ['code', '/setup?step=4', 'root'],
  ['options', '/console/setting?group=providers', 'root'],
  ['relay', '/console/relay', 'root'],
  ['webhooks', '/console/webhooks', 'root'],
];

/** Each theme, language and width occurs twice. */
const LOOKS = [
  { width: 1280, scheme: 'light', locale: 'zh-CN' },
  { width: 390, scheme: 'dark', locale: 'en' },
  { width: 1280, scheme: 'dark', locale: 'en' },
  { width: 390, scheme: 'light', locale: 'zh-CN' },
];

/** Usage of 30 days by three models, as the hourly sums hold it. */
const USAGE = `
  INSERT INTO admin.usage_hours (hour, user_id, username, model_name, quota, tokens, requests)
  SELECT date_trunc('hour', now()) - make_interval(days => day), $1, 'alice', model,
         (20000 + (day * 7919 + length(model) * 4271) % 60000), 9000, 40
    FROM generate_series(0, 29) AS day, unnest(ARRAY['gpt-4o-mini', 'claude-sonnet-4', 'deepseek-chat']) AS model
   WHERE (day + length(model)) % 5 > 0`;

const server = process.env.TEST_DATABASE_URL ? undefined : await startTestServer();
if (server) process.env.TEST_DATABASE_URL = server.url;
const platform = await startPlatform();
const browser = await launchBrowser();
try {
  const ids = await prepare();
  const folder = join(import.meta.dirname, '../../docs/pictures');
  for (const picture of PICTURES) await take(folder, picture, ids, { width: 1280, scheme: 'light', locale: 'en' });
  if (values.all) {
    for (const look of LOOKS)
      for (const picture of [...PICTURES, ...MORE])
        await take(join(values.all, `${look.width}-${look.scheme}-${look.locale}`), picture, ids, {
          ...look,
          fullPage: true,
        });
  }
} finally {
  await browser.close();
  await platform.close();
  await server?.stop();
}

/** Makes what the pictures show. Returns the users' numbers. */
async function prepare() {
  const guest = platform.tollgate();
  const account = { username: 'root', password: PASSWORD };
  const setup = { ...account, confirmPassword: PASSWORD, SelfUseModeEnabled: false, DemoSiteEnabled: false };
  await guest.POST('/api/setup', { body: setup });
  const root = guest.as({ userId: (await guest.POST('/api/user/login', { body: account })).data.id });
  await root.PUT('/api/option', { body: { key: 'SystemName', value: 'Tollgate' } });
  const codes = await root.POST('/api/redemption', { body: { name: 'welcome', count: 1, quota: 12_500_000 } });
  const visitor = platform.tollgate();
  const body = { username: 'alice', password: PASSWORD };
  await visitor.POST('/api/user/register', { body });
  const { data } = await visitor.POST('/api/user/login', { body });
  const alice = visitor.as({ userId: data.id });
  await alice.PUT('/api/user/self', { body: { display_name: 'Alice' } });
  await alice.POST('/api/user/topup', { body: { key: codes.data[0] } });
  for (const name of ['web', 'batch jobs', 'phone'])
    await alice.POST('/api/token', { body: { name, unlimited_quota: name !== 'phone', remain_quota: 2_000_000 } });
  await platform.db.owner.query(USAGE, [data.id]);
  return { root: 1, user: data.id };
}

async function take(folder, [name, path, who], ids, { width, scheme, locale, fullPage = false }) {
  const context = await browser.newContext({
    locale,
    baseURL: platform.origin,
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 844 : 800 },
  });
  const page = await context.newPage();
  if (who !== 'guest') {
    const data = { username: who === 'root' ? 'root' : 'alice', password: PASSWORD };
    await context.request.post('/api/user/login', { data });
    await context.addInitScript((id) => localStorage.setItem('tollgate.user', id), String(ids[who]));
  }
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
  await context.close();
}
