import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, type Visitor, type Walk } from './walk.js';

/** The first minutes with the product, in the order in which a newcomer does it. Leaves `root` and `alice` behind. */
export function firstMinutes(getWalk: () => Walk): void {
  describe('a new installation', () => {
    let root: Visitor;
    let alice: Visitor;
    let code = '';

    beforeAll(async () => {
      root = await getWalk().visitor();
      alice = await getWalk().visitor();
    });
    afterAll(() => Promise.all([root.context.close(), alice.context.close()]));

    it('leads to the set-up, and makes the root account and a first code', async () => {
      const { page } = root;
      await page.goto('/');
      await root.sees('Set up');
      await root.fill('User name', 'root');
      await root.fill('Password', PASSWORD);
      await root.fill('Password, again', 'password124');
      await root.click('Create the root account');
      await page
        .getByText(/passwords/i)
        .last()
        .waitFor();
      await root.fill('Password, again', PASSWORD);
      await root.click('Create the root account');
      await root.fill('Name of the site', 'Tollhouse');
      await root.click('Save and continue');
      await page.getByText('Step 3 of 4').waitFor();
      await root.click('Skip');
      await root.fill(/Amount in/, '5');
      await root.click('Make the code');
      code = (await page.getByTestId('first-code').textContent()) ?? '';
      expect(code).toMatch(/^[0-9a-zA-Z]{32}$/);
      await page.getByRole('link', { name: 'Go to the overview' }).click();
      await root.sees('Overview');
      expect(await page.title()).toBe('Overview · Tollhouse');
    });

    it('takes the first user, who redeems the code', async () => {
      const { page } = alice;
      await page.goto('/');
      await page.getByRole('link', { name: 'Sign up' }).click();
      await alice.sees('Sign up');
      await alice.fill('User name', 'alice');
      await alice.fill('Password', PASSWORD);
      await alice.click('Create account');
      await alice.sees('Overview');
      await page.getByRole('link', { name: 'Top up' }).first().click();
      await alice.fill('Redemption code', 'no-such-code');
      await alice.click('Redeem');
      await page.getByText('The code is not valid or already used').waitFor();
      await alice.fill('Redemption code', code);
      await alice.click('Redeem');
      await page.getByText('$5.00 was added to your balance.').waitFor();
      await page.getByText('Balance: $5.00').waitFor();
    });

    it('makes a key, shows it once and copies it', async () => {
      const { page } = alice;
      await page.getByRole('link', { name: 'API keys' }).click();
      await alice.click('Create a key');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('web');
      await dialog.getByRole('button', { name: 'Create a key' }).click();
      const key = (await page.getByTestId('made-key').textContent()) ?? '';
      expect(key).toMatch(/^sk-[0-9A-Za-z]{48}$/);
      await dialog.getByRole('button', { name: 'Copy' }).click();
      await dialog.getByText('Copied').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
      await dialog.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('cell', { name: 'web' }).waitFor();
    });

    it('opens a deep link, and after a sign-in the page that was asked for', async () => {
      const { page } = alice;
      await page.goto('/console/topup');
      await alice.sees('Top up');
      await alice.click('Sign out');
      await alice.sees('Sign in');
      await page.goto('/console/token');
      await alice.fill('User name or e-mail address', 'alice');
      await alice.fill('Password', 'wrong password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('LOGIN_REFUSED').waitFor();
      await alice.fill('Password', PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await alice.sees('API keys');
    });

    it('asked no other host and logged no error', () => {
      expect([...root.foreign, ...alice.foreign]).toEqual([]);
      expect([...root.problems, ...alice.problems]).toEqual([]);
    });
  });
}
