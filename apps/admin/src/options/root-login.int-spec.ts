import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OptionKey } from '@tollgate/options';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { OptionsRepository } from './options.repository.js';
import { RootLogin } from './root-login.js';

let db: TestDatabase;
let rootId = 0;
let repository: OptionsRepository;

beforeAll(async () => {
  db = await testDatabase();
  repository = new OptionsRepository(await db.repositories('admin'));
  const [root] = await db.owner.query<{ id: number }>(
    `INSERT INTO auth.users (username, username_key, role) VALUES ('root', 'root', 100) RETURNING id`,
  );
  rootId = root!.id;
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('DELETE FROM auth.passkeys');
  await db.owner.query('DELETE FROM auth.identities');
  await db.owner.query('DELETE FROM admin.options');
});

const switchOff = (key: OptionKey) =>
  db
    .unitOfWork('admin')
    .run((tx) => new RootLogin(repository).check(tx, rootId, key, 'false'))
    .then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );
const set = (key: OptionKey, value: string) =>
  db.owner.query('INSERT INTO admin.options (key, value) VALUES ($1, $2)', [key, value]);
const passkey = (used: boolean, locked = false) =>
  db.owner.query(
    `INSERT INTO auth.passkeys (user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up, last_used_at, locked_at)
     VALUES ($1, sha256(random()::text::bytea), 'key', 0, '{}', false, false, CASE WHEN $2 THEN now() END, CASE WHEN $3 THEN now() END)`,
    [rootId, used, locked],
  );
const identity = (provider: string, used: boolean) =>
  db.owner.query(
    'INSERT INTO auth.identities (provider, subject, user_id, last_login_at) VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END)',
    [provider, '1', rootId, used],
  );

describe('switching password login off', () => {
  it('is refused to a root without another login method', async () => {
    expect(await switchOff('PasswordLoginEnabled')).toBe('ROOT_LOGIN_MISSING');
  });

  it('is refused with a passkey that was never used, that is locked, or while passkeys are off', async () => {
    await set('passkey.enabled', 'true');
    await passkey(false);
    await passkey(true, true);
    expect(await switchOff('PasswordLoginEnabled')).toBe('ROOT_LOGIN_MISSING');
    await passkey(true);
    expect(await switchOff('PasswordLoginEnabled')).toBe('done');
    await db.owner.query(`UPDATE admin.options SET value = 'false' WHERE key = 'passkey.enabled'`);
    expect(await switchOff('PasswordLoginEnabled')).toBe('ROOT_LOGIN_MISSING');
  });

  it.each<[string, OptionKey]>([
    ['github', 'GitHubOAuthEnabled'],
    ['discord', 'discord.enabled'],
    ['oidc', 'oidc.enabled'],
    ['linuxdo', 'LinuxDOOAuthEnabled'],
    ['wechat', 'WeChatAuthEnabled'],
    ['telegram', 'TelegramOAuthEnabled'],
  ])('is allowed with an account of %s only if it is enabled and root has logged in with it', async (provider, key) => {
    await identity(provider, false);
    await set(key, 'true');
    expect(await switchOff('PasswordLoginEnabled')).toBe('ROOT_LOGIN_MISSING');
    await db.owner.query('UPDATE auth.identities SET last_login_at = now()');
    expect(await switchOff('PasswordLoginEnabled')).toBe('done');
  });
});

describe('while password login is off', () => {
  it('root cannot switch off the method that it has left', async () => {
    await set('PasswordLoginEnabled', 'false');
    await set('GitHubOAuthEnabled', 'true');
    await identity('github', true);
    expect(await switchOff('GitHubOAuthEnabled')).toBe('ROOT_LOGIN_MISSING');
    expect(await switchOff('discord.enabled')).toBe('done');
    await set('passkey.enabled', 'true');
    await passkey(true);
    expect(await switchOff('GitHubOAuthEnabled')).toBe('done');
  });
});
