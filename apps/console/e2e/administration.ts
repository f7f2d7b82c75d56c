import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, type Visitor, type Walk } from './walk.js';

/** What an administrator does with users and codes. Needs the accounts of `firstMinutes`. */
export function administration(getWalk: () => Walk): void {
  describe('an administrator', () => {
    let root: Visitor;

    beforeAll(async () => {
      await getWalk().setOptions({ StepUpRequired: 'true' });
      root = await getWalk().visitor();
      await root.signIn('root');
    });
    afterAll(() => root.context.close());

    it('finds a user while typing, and credits the balance with a reference and a reason', async () => {
      const { page } = root;
      await page.goto('/console/user');
      await root.fill('Name, e-mail address or number', 'alic');
      await page.getByRole('link', { name: 'alice' }).waitFor();
      await page.waitForURL(/keyword=alic/);
      await page.getByRole('link', { name: 'alice' }).click();
      await root.sees('User alice');
      await root.fill(/^Amount in/, '2');
      await root.fill('Reference', 'invoice 7');
      await root.fill('Reason', 'paid by bank transfer');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('The balance is now $7.00.').waitFor();
      await root.fill('Reference', 'invoice 7');
      await root.fill(/^Amount in/, '3');
      await root.fill('Reason', 'typed by mistake');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.locator('input[name=reference][aria-invalid=true]').waitFor();
      await page.getByRole('tab', { name: 'Ledger' }).click();
      await page.getByRole('cell', { name: /^\+\$2\.00/ }).waitFor();
      expect(await page.getByRole('cell', { name: /^\+\$3\.00/ }).count()).toBe(0);
    });

    it('disables a user with a reason, after the proof that it needs', async () => {
      const { page } = root;
      await page.getByRole('tab', { name: 'Account' }).click();
      await getWalk().platform.db.owner.query(
        `UPDATE auth.sessions SET created_at = now() - interval '1 hour', verified_until = NULL`,
      );
      await page.getByRole('button', { name: 'Disable', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Disable alice?' });
      await dialog.getByLabel(/^Reason/).fill('stolen card');
      await dialog.getByRole('button', { name: 'Disable' }).click();
      const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
      await proof.getByLabel(/^Password/).fill(PASSWORD);
      await proof.getByRole('button', { name: 'Confirm' }).click();
      await page.getByRole('button', { name: 'Enable', exact: true }).click();
      const rows = await getWalk().platform.db.owner.query(`SELECT status FROM auth.users WHERE username = 'alice'`);
      expect(rows).toEqual([{ status: 2 }]);
      const again = page.getByRole('dialog', { name: 'Enable alice?' });
      await again.getByRole('button', { name: 'Enable' }).click();
      await page.getByRole('button', { name: 'Disable', exact: true }).waitFor();
    });

    it('makes codes, shows them, and disables one', async () => {
      const { page } = root;
      await page.goto('/console/redemption');
      await root.click('Make codes');
      const dialog = page.getByRole('dialog', { name: 'Make codes' });
      await dialog.getByLabel(/^Name/).fill('spring');
      await dialog.getByLabel(/^How many/).fill('3');
      await dialog.getByRole('button', { name: 'Make codes' }).click();
      const codes = ((await page.getByTestId('made-codes').textContent()) ?? '').split('\n');
      expect(codes).toHaveLength(3);
      await root.fill('Number, or beginning of the name', 'spring');
      const row = page.getByRole('row').filter({ hasText: codes[0] ?? 'no code' });
      await row.getByRole('button', { name: 'Disable' }).click();
      await row.getByText('Disabled').waitFor();
    });

    it('sees why an order is stuck, completes it, and takes its credit back', async () => {
      const { page } = root;
      await getWalk().platform.db.owner.query(
        `INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money, status, stuck_reason, created_at)
         SELECT 'stuck-1', id, 'epay', 'alipay', 4, 2000000, 4, 'pending', 'the provider does not know it', now()
           FROM auth.users WHERE username = 'alice'`,
      );
      await page.goto('/console/orders?status=stuck');
      await page.getByText('Stuck: the provider does not know it').waitFor();
      await page.getByRole('button', { name: 'Complete' }).click();
      const dialog = page.getByRole('dialog', { name: 'Complete the order stuck-1?' });
      await dialog.getByText('It credits $4.00 to alice').waitFor();
      await dialog.getByRole('button', { name: 'Complete' }).click();
      await page.getByText('Nothing matches the filters').waitFor();
      await page.getByRole('button', { name: 'Clear the filters' }).click();
      await page.getByRole('button', { name: 'Refund' }).click();
      const refund = page.getByRole('dialog', { name: 'Take back the credit of stuck-1?' });
      await refund.getByLabel(/^Reason/).fill('paid by mistake');
      await refund.getByRole('button', { name: 'Refund' }).click();
      await page.getByText('Refunded').first().waitFor();
    });

    it('asked no other host and logged no error', () => {
      expect([...root.foreign, ...root.problems]).toEqual([]);
    });
  });
}
