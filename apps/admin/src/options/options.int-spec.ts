import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { Log } from '@tollgate/platform/log';
import { numberSql, OPTION_KEYS, type OptionKey, OPTIONS, Options, switchSql } from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import { inProcessMesh, type RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { toStoredText } from './option-value.js';
import { OptionsRepository } from './options.repository.js';
import { OptionsService } from './options.service.js';
import { RootLogin } from './root-login.js';

const secrets = new Secrets(['a secret for tests']);
const log = new Log('test', true, () => undefined);
let db: TestDatabase;
let context: RequestContext<Identity>;
let rootId: number;
const running: Options[] = [];

async function replica(service: 'auth' | 'admin', mesh = inProcessMesh()) {
  const options = new Options(db.as(service), secrets, log, await mesh.client(service));
  await options.start();
  running.push(options);
  return options;
}

async function service(mesh = inProcessMesh()) {
  const options = await replica('admin', mesh);
  const repository = new OptionsRepository(await db.repositories('admin'));
  return new OptionsService(
    db.unitOfWork('admin'),
    repository,
    options,
    new Records(),
    secrets,
    new RootLogin(repository),
  );
}

beforeAll(async () => {
  db = await testDatabase();
  const [root] = await db.owner.query<{ id: number }>(
    `INSERT INTO auth.users (username, username_key, role) VALUES ('root', 'root', 100) RETURNING id`,
  );
  rootId = root!.id;
  const identity = { userId: rootId, username: 'root', role: Role.root, status: 1, group: 'default', sessionId: 1 };
  const caller = { ip: '192.0.2.1', userAgent: 'spec', requestId: 'r1', locale: 'zh' as const };
  context = { operation: randomUUID(), identity, caller, deadline: Date.now() + 60_000 };
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((options) => options.stop()));
  await db.owner.query('DELETE FROM admin.options');
  await db.owner.query('UPDATE admin.option_version SET version = version + 1');
});
afterAll(() => db.close());

describe('a change of an option', () => {
  it('is in force on other replicas when it answers, with a hint and without one', async () => {
    const mesh = inProcessMesh();
    const admin = await service(mesh);
    const hinted = await replica('auth', mesh);
    expect(hinted.get('RegisterEnabled')).toBe(true);
    await admin.update({ key: 'RegisterEnabled', value: false }, context);
    expect(hinted.get('RegisterEnabled')).toBe(false);

    const deaf = await replica('auth');
    await admin.update({ key: 'QuotaForNewUser', value: 1000 }, context);
    expect(hinted.get('QuotaForNewUser')).toBe(1000);
    expect(deaf.get('QuotaForNewUser')).toBe(1000);
  });

  it('waits a second at most for a replica that does not answer', async () => {
    const admin = await service();
    await db.owner.query(`INSERT INTO admin.option_replicas (replica, version) VALUES (gen_random_uuid(), 0)`);
    const started = performance.now();
    await admin.update({ key: 'SystemName', value: 'Tollgate' }, context);
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(performance.now() - started).toBeLessThan(3000);
    await db.owner.query('DELETE FROM admin.option_replicas WHERE version = 0');
  });

  it('is seen by the statement that writes at once, typed, and imported nonsense leaves the default', async () => {
    const admin = await service();
    const read = `SELECT ${switchSql('RegisterEnabled')} AS open, ${numberSql('QuotaForNewUser')} AS gift`;
    expect(await db.as('auth').query(read)).toEqual([{ open: true, gift: 0 }]);
    await admin.update({ key: 'RegisterEnabled', value: 'false' }, context);
    await admin.update({ key: 'QuotaForNewUser', value: '500' }, context);
    expect(await db.as('auth').query(read)).toEqual([{ open: false, gift: 500 }]);
    await db.owner.query(`UPDATE admin.options SET value = '2.000000' WHERE key = 'QuotaForNewUser'`);
    expect(await db.as('auth').query(read)).toEqual([{ open: false, gift: 0 }]);
  });

  it('keeps numbers whole whether they come as number or text', async () => {
    const admin = await service();
    await admin.update({ key: 'MinTopUp', value: 2 }, context);
    await admin.update({ key: 'Price', value: 7.3 }, context);
    await admin.update({ key: 'payment_setting.amount_discount', value: { '100': 0.9 } }, context);
    const { options } = await admin.list();
    const getInForce = (key: string) => options.find((option) => option.key === key)?.value;
    expect([getInForce('MinTopUp'), getInForce('Price')]).toEqual(['2', '7.3']);
    expect(getInForce('payment_setting.amount_discount')).toBe('{"100":0.9}');
    await admin.update({ key: 'payment_setting.amount_discount', value: '{}' }, context);
    expect((await replica('auth')).get('payment_setting.amount_discount')).toEqual({});
  });

  it.each([
    ['TopupGroupRatio', '{bad', 'OPTION_INVALID'],
    ['QuotaForNewUser', null, 'OPTION_INVALID'],
    ['QuotaForNewUser', 1.5, 'OPTION_INVALID'],
    ['QuotaForNewUser', 1e300, 'OPTION_INVALID'],
    ['QuotaForNewUser', { a: 1 }, 'OPTION_INVALID'],
    ['RegisterEnabled', 1, 'OPTION_INVALID'],
    ['NoSuchOption', 'x', 'OPTION_UNKNOWN'],
    ['__proto__', 'x', 'OPTION_UNKNOWN'],
    ['GitHubOAuthEnabled', 'true', 'GITHUB_NOT_CONFIGURED'],
    ['oidc.enabled', true, 'OIDC_NOT_CONFIGURED'],
    ['TelegramOAuthEnabled', 'true', 'TELEGRAM_NOT_CONFIGURED'],
  ])('that may not be made changes nothing: %s = %j', async (key, value, code) => {
    const admin = await service();
    const state = 'SELECT (SELECT version FROM admin.option_version), (SELECT count(*) FROM admin.options)';
    const before = await db.owner.query(state);
    await expect(admin.update({ key, value }, context)).rejects.toMatchObject({ code });
    expect(await db.owner.query(state)).toEqual(before);
  });

  it('turns a provider on once it is configured', async () => {
    const admin = await service();
    await admin.update({ key: 'GitHubClientId', value: 'id' }, context);
    await admin.update({ key: 'GitHubClientSecret', value: 'hush-hush' }, context);
    await admin.update({ key: 'GitHubOAuthEnabled', value: 'true' }, context);
    expect((await replica('auth')).get('GitHubOAuthEnabled')).toBe(true);
  });

  it('is refused to a root who was demoted since the request was admitted', async () => {
    const admin = await service();
    await db.owner.query('UPDATE auth.users SET role = 1 WHERE id = $1', [rootId]);
    try {
      await expect(admin.update({ key: 'SystemName', value: 'Mine' }, context)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
    } finally {
      await db.owner.query('UPDATE auth.users SET role = 100 WHERE id = $1', [rootId]);
    }
  });
});

describe('a secret', () => {
  it('is stored sealed, read by services, and in no listing and no audit event', async () => {
    const admin = await service();
    await admin.update({ key: 'StripeApiSecret', value: 'sk_live_hush' }, context);
    expect((await replica('auth')).get('StripeApiSecret')).toBe('sk_live_hush');
    expect(JSON.stringify(await admin.list())).not.toContain('Stripe' + 'ApiSecret');
    const dump = await db.owner.query(
      'SELECT value FROM admin.options UNION ALL SELECT detail FROM admin.audit_values',
    );
    expect(JSON.stringify(dump)).not.toContain('sk_live_hush');
  });
});

it('leaves one audit event for each change, and none for a refused one', async () => {
  const admin = await service();
  const count = 'SELECT count(*)::int AS n FROM admin.audit_events';
  const [before] = await db.owner.query<{ n: number }>(count);
  await admin.update({ key: 'SystemName', value: 'Tollgate' }, context);
  await admin.update({ key: 'SystemName', value: 'a\0' }, context).catch(() => undefined);
  const [after] = await db.owner.query<{ n: number }>(count);
  expect(after!.n - before!.n).toBe(1);
  const [event] = await db.owner.query(
    `SELECT action, actor_id, target_id, request_id, detail FROM admin.audit_events
       JOIN admin.audit_values ON event_id = id ORDER BY id DESC LIMIT 1`,
  );
  expect(event).toMatchObject({ action: 'option.update', actor_id: rootId, target_id: 'SystemName', request_id: 'r1' });
  expect(JSON.parse((event as { detail: string }).detail)).toEqual({
    actorName: 'root',
    before: null,
    after: 'Tollgate',
    ip: '192.0.2.1',
    userAgent: 'spec',
  });
});

describe('a list of mail domains', () => {
  const domains = async (value: unknown) => {
    const admin = await service();
    await admin.update({ key: 'EmailDomainWhitelist', value }, context);
    return (await replica('auth')).get('EmailDomainWhitelist');
  };

  it.each([
    ['full-width commas and enumeration commas', 'Gmail.com，163.com、qq.com', ['gmail.com', '163.com', 'qq.com']],
    [
      'semicolons of both widths, bars and blanks',
      'a.com; b.com；c.com|d.com e.com',
      ['a.com', 'b.com', 'c.com', 'd.com', 'e.com'],
    ],
    ['line breaks and tabs', 'a.com\r\nb.com\n\n\tc.com\n', ['a.com', 'b.com', 'c.com']],
    ['a leading @, in both widths', '@a.com,＠b.com,*@c.com', ['a.com', 'b.com', 'c.com']],
    ['a wildcard in three spellings', '*.edu.cn,@*.ac.uk,.gov.cn', ['*.edu.cn', '*.ac.uk', '*.gov.cn']],
    [
      'other alphabets',
      'bücher.example,例子.中国,a。com',
      ['xn--bcher-kva.example', 'xn--fsqu00a.xn--fiqs8s', 'a.com'],
    ],
    ['a JSON list, quotes and zero-width characters', ['a.com', '\u200bb.com'], ['a.com', 'b.com']],
    ['the same domain twice, with a final dot', 'A.com.,a.com', ['a.com']],
  ])('is stored in one form: %s', async (_, value, wanted) => {
    expect(await domains(value)).toEqual(wanted);
  });

  it.each([
    'gmail',
    'user@gmail.com',
    'https://gmail.com',
    'a..com',
    '*',
    '*.*.cn',
    '10.0.0.1',
    '-a.com',
    'a_b.com',
    'a.com:25',
  ])('is refused with the name of the entry %j, and stays as it was', async (entry) => {
    await expect(domains(`qq.com,${entry}`)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      params: { reason: expect.stringContaining(entry), reason_zh: expect.stringContaining(entry) },
    });
    expect((await replica('auth')).get('EmailDomainWhitelist')).toContain('gmail.com');
  });

  it('is not emptied while only its domains may sign up', async () => {
    const admin = await service();
    await admin.update({ key: 'EmailDomainRestrictionEnabled', value: 'true' }, context);
    for (const value of ['', ' ，、 '])
      await expect(admin.update({ key: 'EmailDomainWhitelist', value }, context)).rejects.toMatchObject({
        code: 'EMAIL_DOMAINS_NOT_CONFIGURED',
      });
    await admin.update({ key: 'EmailDomainRestrictionEnabled', value: 'false' }, context);
    expect(await domains('')).toEqual([]);
  });

  it('of an older version is read with the entries that are domains', async () => {
    await db.owner.query(`INSERT INTO admin.options VALUES ('EmailDomainWhitelist', 'a.com，*.edu.cn;nonsense')`);
    expect((await replica('auth')).get('EmailDomainWhitelist')).toEqual(['a.com', '*.edu.cn']);
  });
});

describe('a change of the groups', () => {
  const RATIOS = { default: 1, svip: 1, vip: 1 };
  beforeAll(async () => {
    await db.owner.query(
      `WITH u AS (INSERT INTO auth.users (username, username_key, "group")
                  VALUES ('v1', 'v1', 'vip'), ('v2', 'v2', 'vip'), ('d1', 'd1', 'default') RETURNING id, username)
       INSERT INTO auth.api_keys (user_id, lookup, sealed, name, "group")
       SELECT id, sha256(username::bytea), '\\x00', 'k', CASE username WHEN 'd1' THEN 'vip' WHEN 'v1' THEN 'svip' ELSE 'auto' END FROM u`,
    );
  });
  afterAll(() => db.owner.query(`DELETE FROM auth.users WHERE username IN ('v1', 'v2', 'd1')`));

  it.each([
    ['without a group of users and keys', { default: 1, svip: 1 }, 'vip (2 users, 1 keys)'],
    ['without a group of keys only', { default: 1, vip: 1 }, 'svip (0 users, 1 keys)'],
    ['without the group of new accounts', { vip: 1, svip: 1 }, 'default (2 users, 0 keys)'],
    ['without any group', {}, 'vip (2 users, 1 keys)'],
    ['with a group in another letter case', { default: 1, svip: 1, VIP: 1 }, 'vip (2 users, 1 keys)'],
  ])('is refused with the numbers of users and keys: %s', async (_, value, named) => {
    const admin = await service();
    await expect(admin.update({ key: 'GroupRatio', value }, context)).rejects.toMatchObject({
      code: 'GROUPS_IN_USE',
      params: { groups: expect.stringContaining(named) },
    });
    expect((await replica('auth')).get('GroupRatio')).toEqual(RATIOS);
  });

  it('goes on with force, answers what it stranded and records it', async () => {
    const admin = await service();
    const value = { default: 1, svip: 1 };
    const reply = await admin.update({ key: 'GroupRatio', value, force: true }, context);
    expect(reply).toEqual({ stranded: [{ group: 'vip', users: 2, keys: 1 }] });
    expect((await replica('auth')).get('GroupRatio')).toEqual(value);
    const [event] = await db.owner.query<{ detail: string }>(
      'SELECT detail FROM admin.audit_values ORDER BY event_id DESC LIMIT 1',
    );
    expect(JSON.parse(event!.detail)).toMatchObject({ reason: 'force: vip (2 users, 1 keys)' });
    expect(await admin.update({ key: 'GroupRatio', value: RATIOS }, context)).toEqual({});
  });

  it('that takes the right to a group away is refused with the keys that have it', async () => {
    const admin = await service();
    const usable = { key: 'UserUsableGroups', value: { default: 'd', svip: 's' } };
    await expect(admin.update(usable, context)).rejects.toMatchObject({
      code: 'GROUPS_IN_USE',
      params: { groups: 'vip (0 users, 1 keys)' },
    });
    const special = { key: 'group_ratio_setting.group_special_usable_group', value: { default: { '-:vip': '' } } };
    await expect(admin.update(special, context)).rejects.toMatchObject({ code: 'GROUPS_IN_USE' });
    await admin.update({ ...special, value: { vip: { '-:other': '' } } }, context);
  });
});

describe('numbers, switches and JSON', () => {
  const NUMBERS = OPTION_KEYS.filter((key) => ['int', 'decimal'].includes(OPTIONS[key].kind));
  const SWITCHES = OPTION_KEYS.filter((key) => OPTIONS[key].kind === 'bool');
  const JSONS = OPTION_KEYS.filter((key) => OPTIONS[key].kind === 'json');
  const refused = (key: OptionKey, value: unknown) => expect(() => toStoredText(key, value)).toThrow('OPTION_INVALID');

  it('of every option refuse what is none', () => {
    expect([NUMBERS.length > 50, SWITCHES.length > 50, JSONS.length > 20]).toEqual([true, true, true]);
    for (const key of NUMBERS)
      for (const value of ['abc', '', '1e3', '0x10', '1,5', 'NaN', 'Infinity', '１', true, [], {}, null])
        refused(key, value);
    for (const key of SWITCHES) for (const value of ['yes', '', '1', 0, 'TRUE', [], {}, null]) refused(key, value);
    for (const key of JSONS) for (const value of ['', 'abc', '{', 5, 'null', 'NaN', null]) refused(key, value);
  });

  it.each([
    ['PayMethods', [{ name: 'a', type: 'a', min_topup: 'abc' }]],
    ['PayMethods', [{ name: 'a', type: 'a', min_topup: '-5' }]],
    ['PayMethods', [{ name: 'a', type: 'a', min_topup: 1.5 }]],
    ['PayMethods', [{ name: 'a', type: 'a', min_topup: [50] }]],
    ['CreemProducts', [{ productId: 'p', name: 'a', price: 'abc', currency: 'USD', quota: 1 }]],
    ['CreemProducts', [{ productId: 'p', name: 'a', price: 1, currency: 'USD', quota: '1' }]],
    ['CreemProducts', [{ productId: 'p', name: 'a', price: 1, currency: 5, quota: 1 }]],
    ['gemini.safety_settings', { default: 5 }],
    ['HeaderNavModules', '{bad'],
    ['SidebarModulesAdmin', 'nonsense'],
    ['passkey.origins', 'https://a.example，b.example'],
  ] as [OptionKey, unknown][])('within %s refuse %j', refused);

  it('within PayMethods may be text, a number or nothing, and origins are split at any separator', () => {
    const methods = ['50', 50, ''].map((min_topup) => ({ name: 'a', type: 'a', min_topup }));
    expect(toStoredText('PayMethods', methods)).toBe(JSON.stringify(methods));
    expect(toStoredText('passkey.origins', 'https://A.example/，https://b.example:8443')).toBe(
      'https://a.example,https://b.example:8443',
    );
  });
});
