import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let platform: TestPlatform;
let empty: string;
let env: Record<string, string>;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), 'tollgate-commands-'));
  platform = await startPlatform();
  env = { DATABASE_URL: platform.db.url };
}, 120_000);
afterAll(async () => {
  await platform.close();
  await rm(empty, { recursive: true, force: true });
});

/** Runs a command, with `input` on its standard input. */
async function run(
  args: readonly string[],
  { input = '', settings = env }: { input?: string; settings?: object } = {},
) {
  const whole = {
    PATH: process.env.PATH,
    DATA_DIR: empty,
    CRYPTO_SECRET: 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn',
    ...settings,
  };
  const child = spawn(process.execPath, [MAIN, ...args], { env: whole });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: status as number, stdout, stderr };
}

const login = (username: string, password: string) => platform.client().post('/api/user/login', { username, password });

describe('a command without its database', () => {
  it.each([
    ['there is none in the data folder', {}, /^there is no database in .*: set DATABASE_URL or DATA_DIR/],
    [
      'nothing listens',
      { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
      /^the database 127\.0\.0\.1:1\/x cannot be reached/,
    ],
  ])('refuses in one line if %s', async (_, settings, expected) => {
    const { status, stdout, stderr } = await run(['admin', 'unlock', 'alice'], { settings });
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1]);
    expect(stderr).toMatch(expected);
  });

  it('migrate waits for it, and gives the reason when it stops waiting', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address() as { port: number };
    free.close();
    const settings = { DATABASE_URL: `postgres://x@127.0.0.1:${address.port}/x`, DATABASE_WAIT_SECONDS: '2' };
    const { status, stdout, stderr } = await run(['migrate'], { settings });
    expect(status).toBe(1);
    expect(stdout).toContain('waiting for the database');
    expect(stderr).toContain('within 2 seconds (DATABASE_WAIT_SECONDS): connect ECONNREFUSED');
  });
});

describe('the commands for accounts', () => {
  it('make root once, and refuse a second one', async () => {
    expect(await run(['admin', 'create-root', 'chief'], { input: 'password123\n' })).toMatchObject({
      status: 0,
      stdout: 'chief is root\n',
    });
    expect(await login('chief', 'password123')).toMatchObject({ body: { success: true, data: { role: 100 } } });
    const second = await run(['admin', 'create-root', 'other'], { input: 'password123\n' });
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining('(SETUP_DONE)') });
  }, 60_000);

  it('give quota, change the role, set the password and erase, each audited as the command line', async () => {
    await platform.client().post('/api/user/register', { username: 'alice', password: 'password123' });
    const [{ id } = { id: 0 }] = await platform.db.owner.query<{ id: number }>(
      `SELECT id FROM auth.users WHERE username = 'alice'`,
    );
    expect(await run(['admin', 'grant', 'alice', '500', '--reason', 'goodwill'])).toMatchObject({ status: 0 });
    expect(await run(['admin', 'grant', 'alice', '1.5', '--reason', 'x'])).toMatchObject({ status: 1 });
    expect(await run(['admin', 'set-role', 'alice', 'admin'])).toMatchObject({ status: 0 });
    expect(await run(['admin', 'set-role', 'chief', 'user'])).toMatchObject({
      status: 1,
      stderr: 'chief is root: its role never changes\n',
    });
    expect(await run(['admin', 'unlock', 'alice'])).toMatchObject({ status: 0 });
    const noLink = await run(['admin', 'reset-password', 'alice']);
    expect(noLink.stderr).toBe('alice has no verified address: give the new password with --password-stdin\n');
    const reset = await run(['admin', 'reset-password', 'alice', '--password-stdin'], { input: 'another-password1\n' });
    expect(reset).toMatchObject({ status: 0 });
    expect(await login('alice', 'another-password1')).toMatchObject({ body: { success: true, data: { role: 10 } } });
    const [balance] = await platform.db.owner.query<{ balance: number }>(
      `SELECT balance FROM ledger.accounts WHERE user_id = ${id} AND kind = 'quota'`,
    );
    expect(balance).toEqual({ balance: 500 });
    const exported = await run(['export-user', String(id)]);
    const { parts } = JSON.parse(exported.stdout) as { parts: { name: string; count: number }[] };
    expect(parts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['admin.logs', 'auth.users', 'ledger.entries']),
    );
    expect(exported.stdout).not.toContain('argon2');
    expect(await run(['erase-user', String(id)])).toMatchObject({ status: 0, stdout: `alice (${id}) is erased\n` });
    expect(await platform.db.owner.query(`SELECT FROM admin.logs WHERE username = 'alice'`)).toEqual([]);
    const events = await platform.db.owner.query<{ action: string }>(
      `SELECT e.action FROM admin.audit_events e JOIN admin.audit_values v ON v.event_id = e.id
        WHERE v.detail::json ->> 'actorName' = 'command line' AND e.actor_id IS NULL ORDER BY e.id`,
    );
    expect(events.map(({ action }) => action)).toEqual([
      ...['system.set_up', 'user.add_quota', 'user.promote', 'user.unlock', 'security.password_reset', 'user.export'],
      'user.remove',
    ]);
    await expectInvariants(platform.db);
  }, 120_000);

  it('print a link that resets a password once, and remove a second factor', async () => {
    await platform.client().post('/api/user/register', { username: 'bob', password: 'password123' });
    const email = 'bob@example.com';
    await platform.db.owner.query(
      `UPDATE auth.users SET email = $1, email_key = $1, email_verified = true WHERE username = 'bob'`,
      [email],
    );
    const { stdout } = await run(['admin', 'reset-password', 'bob']);
    const token = new URL(stdout.trim()).searchParams.get('token');
    const finish = () => platform.client().post('/api/user/reset', { email, token });
    expect(await finish()).toMatchObject({ body: { success: true } });
    expect(await finish()).toMatchObject({ body: { success: false, code: 'RESET_LINK_INVALID' } });
    expect(await run(['admin', 'disable-2fa', 'bob'])).toMatchObject({ stderr: 'bob has no second factor\n' });
    await platform.db.owner.query(
      `INSERT INTO auth.two_factors (user_id, secret, confirmed_at) SELECT id, '\\x00', now() FROM auth.users WHERE username = 'bob'`,
    );
    expect(await run(['admin', 'disable-2fa', 'bob'])).toMatchObject({ status: 0 });
  }, 60_000);
});
