import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from '@tollgate/testing/browser';
import type { Visitor, Walk } from './walk.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every page, with its heading. A new page is added here. */
export const GUEST_PAGES = [
  ['/login', 'Sign in'],
  ['/register', 'Sign up'],
  ['/reset', 'Reset your password'],
  ['/user/reset?email=a@example.com&token=x', 'New password'],
  ['/no-such-page', 'There is no such page'],
] as const;
export const USER_PAGES = [
  ['/console', 'Overview'],
  ['/console/token', 'API keys'],
  ['/console/topup', 'Top up'],
  ['/console/ledger', 'Ledger'],
  ['/console/log', 'Usage'],
  ['/console/invite', 'Invite'],
  ['/console/personal', 'Security'],
  ['/console/settings', 'Settings'],
  ['/console/user', 'Users'],
  ['/console/user/1', 'User root'],
  ['/console/user/1?tab=ledger', 'User root'],
  ['/console/user/1?tab=sessions', 'User root'],
  ['/console/redemption', 'Redemption codes'],
  ['/console/orders', 'Orders'],
  ['/console/orders?tab=quarantine', 'Orders'],
  ['/console/audit', 'Audit'],
  ['/console/setting', 'Options'],
  ['/console/setting?group=mail', 'Options'],
  ['/console/setting?group=providers', 'Options'],
  ['/console/relay', 'Relay credentials'],
  ['/console/webhooks', 'Webhooks'],
  ['/setup', 'Set up'],
] as const;

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** The barriers that axe finds on the page, by WCAG 2.2 AA. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** Properties of all pages. Needs the accounts of `firstMinutes`. */
export function pages(getWalk: () => Walk): void {
  describe('every page', () => {
    const visitors: Visitor[] = [];
    let guest: Visitor;
    let root: Visitor;

    beforeAll(async () => {
      guest = await getWalk().visitor();
      root = await getWalk().visitor();
      visitors.push(guest, root);
      await root.signIn('root');
    });
    afterAll(() => Promise.all(visitors.map(({ context }) => context.close())));

    it.each(['light', 'dark'] as const)('has no barrier that axe finds, when it is %s', async (colorScheme) => {
      const found: string[] = [];
      for (const [visitor, list] of [
        [guest, GUEST_PAGES],
        [root, USER_PAGES],
      ] as const) {
        await visitor.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        for (const [path, heading] of list) {
          await visitor.page.goto(path);
          await visitor.sees(heading);
          await visitor.settles();
          found.push(...(await findViolations(visitor.page)).map((each) => `${path} ${each}`));
        }
      }
      expect(found).toEqual([]);
    });

    it('fits into 390 pixels, in Chinese too', async () => {
      const phone = await getWalk().visitor({ width: 390, locale: 'zh-CN' });
      visitors.push(phone);
      const wide: string[] = [];
      const look = async (path: string) => {
        await phone.page.goto(path);
        await phone.page.getByRole('heading', { level: 1 }).waitFor();
        await phone.settles();
        const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 390) wide.push(`${path}: ${width}`);
        expect(await phone.page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
      };
      for (const [path] of GUEST_PAGES) await look(path);
      await phone.page.goto('/login');
      await phone.fill('用户名或邮箱', 'root');
      await phone.fill('密码', 'password123');
      await phone.page.getByRole('button', { name: '登录', exact: true }).click();
      await phone.sees('概览');
      for (const [path] of USER_PAGES) await look(path);
      expect(wide).toEqual([]);
    });

    it('shows hostile names and notices as text', async () => {
      const hostile = '<img src=x onerror="globalThis.attacked=1">';
      const mallory = await getWalk().visitor();
      const { page } = mallory;
      const notice = `${hostile}<b>Welcome</b><script>globalThis.attacked=1</script>`;
      await getWalk().setOptions({ Notice: notice });
      await mallory.signUp('mallory');
      const { owner } = getWalk().platform.db;
      await owner.query(`UPDATE auth.users SET display_name = $1 WHERE username = 'mallory'`, [hostile]);
      await page.goto('/console');
      await page.getByText('Welcome').waitFor();
      await page.getByText(`Signed in as ${hostile}`).waitFor();
      expect(await page.evaluate(() => 'attacked' in globalThis)).toBe(false);
      expect(await page.locator('[onerror]').count()).toBe(0);
      expect(mallory.foreign).toEqual([]);
      await getWalk().setOptions({ Notice: '' });
      await mallory.context.close();
    });

    it('comes with a policy without unsafe-inline, uncached, and its files are immutable and compressed', async () => {
      const { origin } = getWalk();
      const html = { headers: { accept: 'text/html' } };
      const reply = await fetch(`${origin}/console/deep/link`, html);
      const policy = reply.headers.get('content-security-policy') ?? '';
      expect(reply.status).toBe(200);
      expect(policy).toContain("script-src 'self' 'nonce-");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(reply.headers.get('cache-control')).toBe('no-cache');
      expect(reply.headers.get('referrer-policy')).toBe('same-origin');
      const [script = ''] = /\/assets\/[\w-]+\.js/.exec(await reply.text()) ?? [];
      for (const encoding of ['br', 'gzip']) {
        const file = await fetch(`${origin}${script}`, { headers: { 'accept-encoding': encoding } });
        // an answer that is not read would keep its connection busy, and the product from stopping
        await file.arrayBuffer();
        expect(file.headers.get('content-encoding')).toBe(encoding);
        expect(file.headers.get('cache-control')).toContain('immutable');
      }
      for (const path of ['/api/none', '/v1/none', '/assets/none.js']) {
        const missing = await fetch(`${origin}${path}`, html);
        expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8']);
      }
    });

    it('is reached and used by keyboard alone', async () => {
      const eve = await getWalk().visitor();
      visitors.push(eve);
      const { page } = eve;
      await page.goto('/login');
      await eve.sees('Sign in');
      const tabTo = async (name: RegExp) => {
        for (let i = 0; i < 40; i++) {
          await page.keyboard.press('Tab');
          const focused = await page.evaluate(() => {
            const element = document.activeElement as HTMLInputElement | null;
            return element?.labels?.[0]?.textContent ?? element?.ariaLabel ?? element?.textContent ?? '';
          });
          if (name.test(focused)) return;
        }
        throw new Error(`the keyboard does not reach ${String(name)}`);
      };
      await tabTo(/^User name/);
      await page.keyboard.type('alice');
      await tabTo(/^Password/);
      await page.keyboard.type('password123');
      await page.keyboard.press('Enter');
      await eve.sees('Overview');
      await tabTo(/^API keys$/);
      await page.keyboard.press('Enter');
      await eve.sees('API keys');
      await tabTo(/^Create a key$/);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('by keyboard');
      await page.keyboard.press('Enter');
      await page.getByTestId('made-key').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('cell', { name: 'by keyboard' }).waitFor();
    });

    it('asks no other host and logs no error', () => {
      expect(visitors.flatMap(({ foreign }) => foreign)).toEqual([]);
      expect(visitors.flatMap(({ problems }) => problems)).toEqual([]);
    });
  });
}
