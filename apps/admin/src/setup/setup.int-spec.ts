import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Log } from '@tollgate/platform/log';
import { Options } from '@tollgate/options';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { OptionsRepository } from '../options/options.repository.js';
import { OptionsService } from '../options/options.service.js';
import { RootLogin } from '../options/root-login.js';
import { SetupRepository } from './setup.repository.js';
import { SetupService } from './setup.service.js';
import { SetupToken } from './setup-token.js';

const remote = { ip: '192.0.2.1', userAgent: 'spec', requestId: 'r1', locale: 'zh' as const };
const caller = { ...remote, isLocal: true };
const context: RequestContext<null> = {
  operation: randomUUID(),
  identity: null,
  caller,
  deadline: Date.now() + 60_000,
};
const root = { username: 'root', password: 'password123', confirmPassword: 'password123' };
const log = () => new Log('test', false, (line) => printed.push(line));
const secrets = () => new Secrets(['a secret for tests']);
let db: TestDatabase;
let setup: SetupService;
let options: Options;
let token: SetupToken;
let printed: string[];

beforeEach(async () => {
  db = await testDatabase();
  options = new Options(db.as('admin'), secrets(), new Log('test', true, () => undefined));
  await options.start();
  const repository = new OptionsRepository(await db.repositories('admin'));
  const records = new Records();
  const rootLogin = new RootLogin(repository);
  const service = new OptionsService(db.unitOfWork('admin'), repository, options, records, secrets(), rootLogin);
  const setups = new SetupRepository(db.as('admin'));
  printed = [];
  token = new SetupToken(setups, log(), { PORT: 3000, SETUP_TOKEN: undefined }, secrets());
  setup = new SetupService(db.unitOfWork('admin'), setups, repository, service, records, new PasswordHasher());
});
afterEach(async () => {
  await options.stop();
  await db.close();
});

describe('the set-up', () => {
  it('makes root with its first quota as a posting, stores the modes, and reports itself', async () => {
    expect(await setup.state()).toEqual({ status: false, root_init: false, database_type: 'postgres' });
    await setup.run({ ...root, SelfUseModeEnabled: true }, context);
    expect(await setup.state()).toEqual({ status: true, root_init: true, database_type: 'postgres' });
    expect(options.get('SelfUseModeEnabled')).toBe(true);
    expect(
      await db.owner.query(
        `SELECT u.username, u.role, u.display_name, a.balance, e.amount
           FROM auth.users u JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'quota'
           JOIN ledger.entries e ON e.account_id = a.id`,
      ),
    ).toEqual([{ username: 'root', role: 100, display_name: 'Root User', balance: 100_000_000, amount: 100_000_000 }]);
  });

  it('is refused to a remote caller without the token, and allowed with it in the body or the header', async () => {
    const from = { ...context, caller: remote };
    await token.onApplicationBootstrap();
    const printedToken = /setup_token=([\w-]{43})/.exec(printed.join('\n'))?.[1] ?? '';
    expect(printedToken).not.toBe('');
    for (const wrong of [{}, { setup_token: '' }, { setup_token: `${printedToken}x` }, { header_token: 'x' }]) {
      await expect(token.check({ ...root, ...wrong }, remote)).rejects.toMatchObject({ code: 'SETUP_TOKEN_REQUIRED' });
    }
    expect(await db.owner.query('SELECT id FROM auth.users')).toEqual([]);
    for (const right of [{ setup_token: printedToken }, { header_token: printedToken }]) {
      await token.check({ ...root, ...right }, remote);
    }
    await token.check(root, caller);
    await setup.run(root, from);
    await token.check(root, remote);
    expect((await setup.state()).status).toBe(true);
  });

  it('takes the token of SETUP_TOKEN, and prints none once it is done', async () => {
    const set = new SetupToken(
      new SetupRepository(db.as('admin')),
      log(),
      { PORT: 3000, SETUP_TOKEN: 'mine' },
      secrets(),
    );
    expect(set.admits({ setup_token: 'mine' }, remote)).toBe(true);
    expect(set.admits({ setup_token: 'other' }, remote)).toBe(false);
    await setup.run(root, context);
    printed = [];
    await token.onApplicationBootstrap();
    expect(printed).toEqual([]);
  });

  it('is won by one of ten at the same time', async () => {
    const tries = Array.from({ length: 10 }, (_, i) => setup.run({ ...root, username: `root${i}` }, context));
    const results = await Promise.allSettled(tries);
    const refused = results.filter((result) => result.status === 'rejected').map((result) => result.reason.code);
    expect(refused).toEqual(Array(9).fill('SETUP_DONE'));
    expect(await db.owner.query('SELECT count(*)::int AS n FROM auth.users')).toEqual([{ n: 1 }]);
  });

  it.each([
    [{ ...root, username: '' }, 'INVALID_VALUE'],
    [{ ...root, username: 'thirteen_char' }, 'SETUP_USERNAME_LENGTH'],
    [{ ...root, confirmPassword: 'password124' }, 'SETUP_PASSWORDS_DIFFER'],
    [{ ...root, password: 'short12', confirmPassword: 'short12' }, 'SETUP_PASSWORD_LENGTH'],
    [{ ...root, password: 'x'.repeat(73), confirmPassword: 'x'.repeat(73) }, 'INVALID_PARAMETER'],
  ])('refuses %j and stays open', async (request, code) => {
    await expect(setup.run(request, context)).rejects.toMatchObject({ code });
    expect((await setup.state()).status).toBe(false);
  });

  it('is closed where an imported root exists: a guest changes neither that account nor the modes', async () => {
    await db.owner.query(
      `INSERT INTO auth.users (username, username_key, role, password_hash) VALUES ('old', 'old', 100, 'kept')`,
    );
    expect((await setup.state()).status).toBe(true);
    const modes = { SelfUseModeEnabled: true, DemoSiteEnabled: true };
    await expect(setup.run(modes, context)).rejects.toMatchObject({ code: 'SETUP_DONE' });
    await expect(setup.run({ ...root, ...modes }, context)).rejects.toMatchObject({ code: 'SETUP_DONE' });
    expect(await db.owner.query(`SELECT key FROM admin.options WHERE key LIKE '%Mode%' OR key LIKE 'Demo%'`)).toEqual(
      [],
    );
    expect(await db.owner.query('SELECT username, password_hash FROM auth.users')).toEqual([
      { username: 'old', password_hash: 'kept' },
    ]);
  });
});
