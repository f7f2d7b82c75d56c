import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Visitor, Walk } from './walk.js';

/** The set-up of the site by root, and its effects on the pages of users. Needs the accounts of `firstMinutes`. */
export function siteOwner(getWalk: () => Walk): void {
  describe('the owner of the site', () => {
    let root: Visitor;
    let alice: Visitor;

    beforeAll(async () => {
      root = await getWalk().visitor();
      alice = await getWalk().visitor();
      await root.signIn('root');
      await alice.signIn('alice');
    });
    afterAll(() => Promise.all([root.context.close(), alice.context.close()]));

    it('sees a refusal beside the option, and saves it after the correction', async () => {
      const { page } = root;
      await page.goto('/console/setting?group=mail');
      await root.fill('Port of the mail server', '99999');
      await root.click('Save');
      await page.getByText('must be a whole number from 1 to 65535').waitFor();
      const port = page.getByLabel('Port of the mail server');
      expect(await port.getAttribute('aria-invalid')).toBe('true');
      await port.fill('2525');
      await root.click('Save');
      await page.getByRole('status').getByText('Saved.').waitFor();
      await page.reload();
      await port.waitFor();
      expect(await port.inputValue()).toBe('2525');
    });

    it('sees what a switch needs, and finds options by their name', async () => {
      const { page } = root;
      await page.goto('/console/setting');
      await root.fill('Find an option', 'github');
      await page.getByLabel('Sign-in with GitHub').check();
      await root.click('Save');
      await page.getByText('Set the GitHub client id and client secret first').waitFor();
      await root.fill('Client id at GitHub', 'id');
      await root.fill('Client secret at GitHub', 'secret');
      await root.click('Save');
      await page.getByRole('status').getByText('Saved.').waitFor();
      await page.getByLabel('Sign-in with GitHub').uncheck();
      await root.click('Save');
      await page.getByRole('status').getByText('Saved.').waitFor();
    });

    it('makes, rotates and revokes a relay credential, whose secrets are shown once', async () => {
      const { page } = root;
      await page.goto('/console/relay');
      await root.click('Create a credential');
      await root.fill('Name', 'relay-1');
      await page.getByRole('dialog').getByRole('button', { name: 'Create a credential' }).click();
      const shown = page.getByTestId('secret-once');
      const first = await shown.textContent();
      await page.getByRole('button', { name: 'Done' }).click();
      await root.click('Rotate');
      await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
      expect(await shown.textContent()).not.toBe(first);
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('The old secret is valid until').waitFor();
      await root.click('Revoke');
      await root.fill('Type relay-1 to confirm', 'relay-1');
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('cell', { name: 'Revoked' }).waitFor();
    });

    it('adds an endpoint of webhooks, and opens its deliveries', async () => {
      const { page } = root;
      await page.goto('/console/webhooks');
      await root.click('Add an endpoint');
      await root.fill('Address', 'https://192.0.2.1/hook');
      await page.getByRole('dialog').getByRole('button', { name: 'Add an endpoint' }).click();
      await page.getByTestId('secret-once').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await root.click('Deliveries');
      await page.getByText('Nothing was sent to this endpoint yet.').waitFor();
    });

    it('switches the check-in on, which adds quota once a day', async () => {
      const { page } = alice;
      await getWalk().setOptions({ 'checkin_setting.enabled': 'true' });
      await page.goto('/console');
      await alice.click('Check in today');
      await page.getByText(/was added to your balance/).waitFor();
      expect(await page.getByRole('button', { name: 'Done for today' }).isDisabled()).toBe(true);
    });

    it('sells a plan, which a user buys from the balance', async () => {
      const { page } = alice;
      const plan = { title: 'Team', price_amount: 2, duration_value: 1, total_amount: 1_000_000 };
      await (
        await getWalk().asRoot()
      ).POST('/api/subscription/admin/plans', {
        body: { plan: { ...plan, duration_unit: 'month', enabled: true, allow_balance_pay: true } },
      });
      await page.goto('/console/topup');
      await alice.click('Buy from the balance');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('$2.00 is taken from your balance').waitFor();
      await dialog.getByRole('button', { name: 'Buy from the balance' }).click();
      await page.getByText('Team is in force.').waitFor();
      await page.getByRole('table', { name: 'My subscriptions' }).getByText('$0.00 of $2.00').waitFor();
    });

    it('lets a user give a key a budget', async () => {
      const { page } = alice;
      await page.goto('/console/token');
      await alice.click('Create a key');
      await alice.fill('Name', 'with budget');
      await page.getByLabel('A budget for each period of time').check();
      await alice.fill(/^Budget in/, '3');
      await page.getByRole('dialog').getByRole('button', { name: 'Create a key' }).click();
      await page.getByTestId('made-key').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('$0.00 of $3.00').waitFor();
    });

    it('asked no other host and logged no error', () => {
      expect([...root.foreign, ...alice.foreign]).toEqual([]);
      expect([...root.problems, ...alice.problems]).toEqual([]);
    });
  });
}
