import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTotp, type Visitor, type Walk } from './walk.js';

/** How a user signs in and proves who they are. Needs the accounts of `firstMinutes`. */
export function account(getWalk: () => Walk): void {
  describe('an account', () => {
    let bob: Visitor;

    beforeAll(async () => {
      await getWalk().setOptions({
        StepUpRequired: 'true',
        'passkey.enabled': 'true',
        'passkey.allow_insecure_origin': 'true',
      });
      bob = await getWalk().visitor();
      await bob.signUp('bob');
    });
    afterAll(() => bob.context.close());

    /** Makes the session so old that the server wants a proof for the next important change. */
    const age = () =>
      getWalk().platform.db.owner.query(
        `UPDATE auth.sessions SET created_at = now() - interval '1 hour', verified_until = NULL`,
      );

    it('continues a change after the proof that it needs', async () => {
      const { page } = bob;
      await page.goto('/console/personal');
      await bob.sees('Security');
      await age();
      await bob.click('Make an access token');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('This change needs a recent proof').waitFor();
      await dialog.getByLabel(/^Password/).fill('wrong password');
      await dialog.getByRole('button', { name: 'Confirm' }).click();
      await dialog.getByText('VERIFY_FAILED').waitFor();
      await dialog.getByLabel(/^Password/).fill('password123');
      await dialog.getByRole('button', { name: 'Confirm' }).click();
      await page.getByTestId('access-token').waitFor();
    });

    it('switches a second factor on, which the next sign-in asks for', async () => {
      const { page } = bob;
      await bob.click('Set up an authenticator app');
      const secret = (await page.getByTestId('factor-secret').textContent()) ?? '';
      const codes = ((await page.getByTestId('recovery-codes').textContent()) ?? '').split('\n');
      expect(codes.length).toBeGreaterThan(3);
      await bob.fill('Code of the app', readTotp(secret));
      await bob.click('Switch on');
      await page.getByText(/^On\. Recovery codes left/).waitFor();
      await bob.click('Sign out');
      await bob.fill('User name or e-mail address', 'bob');
      await bob.fill('Password', 'password123');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await bob.fill('Code of the authenticator app, or a recovery code', codes[0] ?? '');
      await bob.click('Verify');
      await bob.sees('Overview');
    });

    it('makes a passkey and signs in with it', async () => {
      const { page } = bob;
      const tools = await bob.context.newCDPSession(page);
      await tools.send('WebAuthn.enable');
      await tools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      await page.goto('/console/personal');
      await bob.click('Add a passkey');
      await page.getByRole('table', { name: 'Passkeys' }).waitFor();
      await bob.click('Sign out');
      await bob.sees('Sign in');
      // the browser may use the passkey from the field of the user name before the button is clicked
      await Promise.race([bob.sees('Overview'), bob.click('Sign in with a passkey')]);
      await bob.sees('Overview');
      await tools.detach();
    });

    it('keeps what was typed when the session ends in the middle of a form', async () => {
      const carol = await getWalk().visitor();
      const { page } = carol;
      await carol.signUp('carol');
      await page.goto('/console/token');
      await carol.click('Create a key');
      const form = page.getByRole('dialog', { name: 'Create a key' });
      await form.getByLabel('Name').fill('typed before');
      await carol.context.clearCookies();
      await form.getByRole('button', { name: 'Create a key' }).click();
      const again = page.getByRole('dialog', { name: 'Sign in again' });
      await again.getByLabel(/^Password/).fill('password123');
      await again.getByRole('button', { name: 'Sign in' }).click();
      await page.getByTestId('made-key').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('cell', { name: 'typed before' }).waitFor();
      await carol.context.close();
    });

    it('sends a write once when its button is clicked twice', async () => {
      const dora = await getWalk().visitor();
      await dora.signUp('dora');
      await dora.page.goto('/console/token');
      await dora.click('Create a key');
      const form = dora.page.getByRole('dialog');
      await form.getByLabel('Name').fill('once');
      await form.getByRole('button', { name: 'Create a key' }).dblclick();
      await dora.page.getByTestId('made-key').waitFor();
      await dora.page.getByRole('button', { name: 'Done' }).click();
      await dora.page.getByRole('cell', { name: 'once' }).first().waitFor();
      expect(await dora.page.getByRole('cell', { name: 'once' }).count()).toBe(1);
      await dora.context.close();
    });
  });
}
