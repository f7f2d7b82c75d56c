import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { Log } from '@tollgate/platform/log';
import { Options, switchSql, numberSql } from '@tollgate/options';
import { Records } from '@tollgate/audit-log';
import { inProcessMesh, type RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
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
