import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { browserIsHere, openBrowser, type TestBrowser } from '@tollgate/testing/browser';
import { type Envelope, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const PASSWORD = 'password123';

/** A request as the stock web client sends it. */
interface Step {
  readonly path: string;
  readonly method?: string;
  readonly body?: unknown;
  readonly userId?: number;
}

const withBrowser = browserIsHere(4) ? describe : describe.skip;

/** The product and a real browser with a virtual authenticator (Chrome DevTools Protocol, domain WebAuthn). */
withBrowser('passkeys in a real browser', () => {
  let platform: TestPlatform;
  let browser: TestBrowser;
  let authenticatorId = '';
  let userId = 0;

  beforeAll(async () => {
    platform = await startPlatform();
    // the only name that a browser trusts without HTTPS
    const origin = platform.origin.replace('127.0.0.1', 'localhost');
    const text = `INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
    const options = { 'passkey.enabled': 'true', 'passkey.origins': origin, 'passkey.allow_insecure_origin': 'true' };
    for (const [key, value] of Object.entries(options)) await platform.db.owner.query(text, [key, value]);
    await platform.db.owner.query('UPDATE admin.option_version SET version = version + 1');
    userId = await platform.client().signUp('holder', PASSWORD);
    browser = await openBrowser(origin);
    await browser.tools.send('WebAuthn.enable');
    ({ authenticatorId } = await browser.tools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    }));
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await platform.close();
  });

  /** Sends a request from the page, with its cookies. */
  const send = (step: Step): Promise<Envelope<Record<string, unknown>>> =>
    browser.page.evaluate(async ({ path, method = 'POST', body, userId: id }) => {
      const headers: Record<string, string> = { 'New-API-User': String(id ?? -1) };
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      const reply = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
      return (await reply.json()) as Envelope<Record<string, unknown>>;
    }, step);

  /** Fetches the options at `<path>/begin`, lets the browser's authenticator sign, and posts the result to `<path>/finish`. */
  async function ceremony(path: string, kind: 'create' | 'get', id?: number) {
    const begun = await send({ path: `${path}/begin`, userId: id });
    expect(begun).toMatchObject({ success: true, message: '' });
    const body = await browser.page.evaluate(
      async ({ options, how }) => {
        const { PublicKeyCredential: Credential, navigator: own } = globalThis as unknown as {
          PublicKeyCredential: Record<string, (json: unknown) => unknown>;
          navigator: { credentials: Record<string, (o: unknown) => Promise<{ toJSON(): unknown }>> };
        };
        const parse = how === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
        const credential = await own.credentials[how]?.({ publicKey: Credential[parse]?.(options) });
        return credential?.toJSON();
      },
      { options: (begun.data.options as { publicKey: unknown }).publicKey, how: kind },
    );
    return send({ path: `${path}/finish`, body, userId: id });
  }

  it('registers a passkey for the logged-in user', async () => {
    const login = await send({ path: '/api/user/login', body: { username: 'holder', password: PASSWORD } });
    expect(login).toMatchObject({ success: true, message: '登录成功' });
    const none = await send({ path: '/api/user/passkey', method: 'GET', userId });
    expect(none).toEqual({ success: true, message: '', data: { enabled: false } });
    const made = await ceremony('/api/user/passkey/register', 'create', userId);
    expect(made).toMatchObject({ success: true, message: 'Passkey 注册成功' });
    const status = await send({ path: '/api/user/passkey', method: 'GET', userId });
    expect(status.data).toMatchObject({ enabled: true, last_used_at: null, passkeys: [{ locked: false }] });
  });

  it('verifies a session only after the passkey was used', async () => {
    const verify = () => send({ path: '/api/verify', body: { method: 'passkey' }, userId });
    expect(await verify()).toMatchObject({ success: false, message: '验证失败，请检查验证码', code: 'VERIFY_FAILED' });
    const shown = await ceremony('/api/user/passkey/verify', 'get', userId);
    expect(shown).toMatchObject({ success: true, message: 'Passkey 验证成功' });
    expect(await verify()).toMatchObject({ success: true, message: '验证成功', data: { verified: true } });
  });

  it('logs in with the passkey alone', async () => {
    await send({ path: '/api/user/logout', userId });
    const self = await send({ path: '/api/user/self', method: 'GET', userId });
    expect(self.success).toBe(false);
    const login = await ceremony('/api/user/passkey/login', 'get');
    expect(login).toMatchObject({ success: true, message: '登录成功', data: { id: userId, username: 'holder' } });
    const again = await send({ path: '/api/user/self', method: 'GET', userId });
    expect(again.data).toMatchObject({ id: userId });
  });

  it('refuses the passkey if the user was not verified, and after it was removed', async () => {
    await browser.tools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await expect(ceremony('/api/user/passkey/login', 'get')).rejects.toThrow(/NotAllowedError/);
    await browser.tools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    const removed = await send({ path: '/api/user/passkey', method: 'DELETE', userId });
    expect(removed).toMatchObject({ success: true, message: 'Passkey 已解绑' });
    const login = await ceremony('/api/user/passkey/login', 'get');
    expect(login).toMatchObject({ success: false, code: 'PASSKEY_REFUSED' });
  });
});
