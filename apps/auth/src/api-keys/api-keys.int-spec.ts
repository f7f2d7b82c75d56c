import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticator } from '@tollgate/account-rules';
import { type AppError, type Caller, type Identity, Role } from '@tollgate/contracts';
import { Records } from '@tollgate/audit-log';
import { ledger, signUpPostings } from '@tollgate/ledger';
import { hashSecret } from '@tollgate/platform/access';
import type { OptionKey, Options } from '@tollgate/options';
import { refuseTooLarge } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { GroupsService } from '../groups/groups.service.js';
import { ApiKeyViews } from './api-key-views.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { KeySecrets } from './key-secrets.js';
import { KeyVerificationService } from './key-verification.service.js';
import { UserApiKeysService } from './user-api-keys.service.js';

const guest: Caller = { ip: '192.0.2.1', userAgent: 'test', requestId: 'r-1', locale: 'zh' };

let db: TestDatabase;
let alice: Identity;
let mallory: Identity;
let settings: Partial<Record<OptionKey, unknown>>;
let keys: ApiKeysService;
let verification: KeyVerificationService;
let queries = 0;
/** Limits where a test sets none. */
const DEFAULTS: Partial<Record<OptionKey, unknown>> = { 'token_setting.max_user_tokens': 1000, MaxTokenAutoGroups: 5 };

function services(secrets: string[]) {
  const database = db.as('auth');
  const counting = { query: (...args: Parameters<typeof database.query>) => ((queries += 1), database.query(...args)) };
  const repository = new ApiKeysRepository(counting as unknown as typeof database);
  const live = { get: (key: OptionKey) => settings[key] ?? DEFAULTS[key] } as unknown as Options;
  const groups = new GroupsService(live, new Authenticator(database));
  const keySecrets = new KeySecrets(new Secrets(secrets));
  return {
    keys: new ApiKeysService(repository, keySecrets, groups, new ApiKeyViews(keySecrets), live, db.unitOfWork('auth')),
    verification: new KeyVerificationService(repository, keySecrets, groups),
  };
}

async function user(name: string, quota = 1000): Promise<Identity> {
  const [row] = await db.owner.query<{ id: number }>(
    'INSERT INTO auth.users (username, username_key) VALUES ($1, $1) RETURNING id',
    [name],
  );
  const userId = row?.id ?? 0;
  const gifts = { newUser: quota, invitee: 0, inviter: 0 };
  await db.unitOfWork('auth').run((tx) => signUpPostings(tx, { userId, inviterId: null, gifts }));
  const [session] = await db.owner.query<{ id: number }>(
    `INSERT INTO auth.sessions (user_id, method, ip, user_agent, expires_at) VALUES ($1, 'password', '', '', 'infinity') RETURNING id`,
    [userId],
  );
  return { userId, username: name, role: Role.user, status: 1, group: 'default', sessionId: session?.id ?? 0 };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: AppError) => error.code ?? String(error),
  );
}

/** Waits until a statement with that text waits for a lock. */
async function waitingFor(text: string): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`;
  while ((await db.owner.query(waiting, [`%${text}%`])).length === 0) await sleep(10);
}

const hash = (key: string) => hashSecret(key).toString('base64url');

beforeAll(async () => {
  db = await testDatabase();
  settings = {
    GroupRatio: { default: 1, vip: 1, gold: 1 },
    UserUsableGroups: { default: '', vip: '' },
    'group_ratio_setting.group_special_usable_group': {},
    GroupGroupRatio: {},
    AutoGroups: ['default'],
  };
  ({ keys, verification } = services(['one']));
  alice = await user('alice');
  mallory = await user('mallory');
});
afterAll(() => db.close());

describe('an API key', () => {
  it('is shown in full to its owner, and not stored in plain text', async () => {
    const { id, key } = await keys.create({ name: 'k' }, alice, guest);
    expect(key).toMatch(/^[0-9A-Za-z]{48}$/);
    expect((await keys.get(id, alice, guest)).key).toBe(key);
    const { items, total } = await keys.list({ p: 1, page_size: 20 }, alice, guest);
    expect(items[0]?.key).toBe(key);
    expect(total).toBe(items.length);
    const [row] = await db.owner.query<{ all: string }>(`SELECT string_agg(k::text, ' ') AS all FROM auth.api_keys k`);
    expect(row?.all).not.toContain(key);
    expect(row?.all).not.toContain(Buffer.from(key).toString('hex'));
  });

  it('of another user is not found', async () => {
    const { id } = await keys.create({ name: 'private' }, alice, guest);
    expect(await codeOf(keys.get(id, mallory, guest))).toBe('API_KEY_NOT_FOUND');
    expect(await codeOf(keys.update({ id, name: 'mine' }, mallory, guest))).toBe('API_KEY_NOT_FOUND');
    expect(await codeOf(keys.delete(id, mallory))).toBe('API_KEY_NOT_FOUND');
    expect(await keys.deleteMany([id], mallory)).toEqual({ deleted: 0 });
    expect((await keys.get(id, alice, guest)).name).toBe('private');
  });

  it('keeps the fields that an update leaves out', async () => {
    const before = await keys.create(
      {
        name: 'full',
        remain_quota: 500,
        expired_time: 4_000_000_000,
        model_limits: 'gpt-4',
        model_limits_enabled: true,
        allow_ips: '10.0.0.0/8',
        group: 'vip',
      },
      alice,
      guest,
    );
    const after = await keys.update({ id: before.id, name: 'renamed' }, alice, guest);
    expect(after).toEqual({ ...before, name: 'renamed' });
    expect(await keys.update({ id: before.id, remain_quota: 7 }, alice, guest)).toEqual({ ...after, remain_quota: 7 });
    expect((await keys.update({ id: before.id, expired_time: -1 }, alice, guest)).expired_time).toBe(-1);
  });

  it('keeps charges that happen while its limit is switched off or on', async () => {
    const { id } = await keys.create({ name: 'busy', remain_quota: 1000 }, alice, guest);
    const charging = await db.owner.pool.connect();
    await charging.query('BEGIN');
    await charging.query('UPDATE ledger.keys SET remain_quota = remain_quota - 900 WHERE key_id = $1', [id]);
    const switched = keys.update({ id, unlimited_quota: true }, alice, guest);
    await waitingFor('ledger.set_key');
    await charging.query('COMMIT');
    charging.release();
    expect(await switched).toMatchObject({ remain_quota: 100, unlimited_quota: true });
    expect(await keys.update({ id, unlimited_quota: false }, alice, guest)).toMatchObject({ remain_quota: 100 });
    expect(await keys.update({ id, remain_quota: 50 }, alice, guest)).toMatchObject({
      remain_quota: 50,
      unlimited_quota: false,
    });
  });

  it.each([
    [{ name: 'x'.repeat(31) }, 'API_KEY_NAME_TOO_LONG'],
    [{ group: 'gold' }, 'API_KEY_GROUP_REFUSED'],
    [{ group: 'no such group' }, 'API_KEY_GROUP_REFUSED'],
    [{ expired_time: 1000 }, 'API_KEY_EXPIRY_PAST'],
    [{ allow_ips: '10.0.0.1, somewhere' }, 'INVALID_VALUE'],
    [{ allow_ips: ',' }, 'INVALID_VALUE'],
    [{ allow_ips: '010.0.0.1' }, 'INVALID_VALUE'],
  ])('is not created with %j', async (request, code) => {
    expect(await codeOf(keys.create(request, mallory, guest))).toBe(code);
    expect((await keys.list({ p: 1, page_size: 20 }, mallory, guest)).total).toBe(0);
  });

  it('is found by parts of its name and of the key, with wildcards taken literally', async () => {
    const { key } = await keys.create({ name: '100%_sure' }, alice, guest);
    const named = async (keyword: string) => (await keys.search({ keyword }, alice)).keys.map(({ name }) => name);
    expect(await named('0%_S')).toEqual(['100%_sure']);
    expect(await named('_%')).toEqual([]);
    expect((await keys.search({ token: `sk-${key.slice(5, 40)}` }, alice)).keys.map((k) => k.key)).toEqual([key]);
    expect((await keys.search({ token: key }, mallory)).keys).toEqual([]);
    expect((await keys.search({ token: key }, alice)).keys.map((k) => k.key)).toEqual([key]);
    expect((await keys.search({ token: key, keyword: 'other' }, alice)).keys).toEqual([]);
  });

  it('stays in a group that its user may not use any more, and cannot be moved there', async () => {
    const { id } = await keys.create({ name: 'stays', group: 'vip' }, alice, guest);
    settings.UserUsableGroups = { default: '' };
    expect(await keys.update({ id, name: 'stayed', group: 'vip' }, alice, guest)).toMatchObject({
      name: 'stayed',
      group: 'vip',
    });
    await keys.update({ id, group: 'default' }, alice, guest);
    expect(await codeOf(keys.update({ id, group: 'vip' }, alice, guest))).toBe('API_KEY_GROUP_REFUSED');
    settings.UserUsableGroups = { default: '', vip: '' };
  });

  it('is listed and found beside a thousand keys with long lists', async () => {
    const hoarder = await user('hoarder');
    const addresses = Array.from({ length: 250 }, (_, n) => `10.123.1${n % 90}.128/25`).join('\n');
    await keys.create({ name: 'short' }, hoarder, guest);
    await keys.create({ allow_ips: addresses, model_limits: '模型,'.repeat(340) }, hoarder, guest);
    await db.owner.query(
      `WITH k AS (
         INSERT INTO auth.api_keys (user_id, lookup, sealed, name, model_limits, allow_ips)
         SELECT user_id, sha256(('hoard' || n)::bytea), sealed, name, model_limits, allow_ips
           FROM auth.api_keys, generate_series(1, 998) n WHERE user_id = $1 AND allow_ips <> '' RETURNING id)
       INSERT INTO ledger.keys (key_id, user_id, remain_quota, unlimited) SELECT id, $1, 0, true FROM k`,
      [hoarder.userId],
    );
    const found = await keys.search({}, hoarder);
    expect(() => refuseTooLarge(found)).not.toThrow();
    expect(found.keys.length).toBeGreaterThan(50);
    expect(found.keys.length).toBeLessThanOrEqual(100);
    const oldest = await keys.search({ keyword: 'short' }, hoarder);
    const part = oldest.keys[0]?.key.slice(3, 30);
    expect((await keys.search({ token: part }, hoarder)).keys).toEqual(oldest.keys);
    // a client that requests all pages misses no key
    const seen = new Set<number>();
    for (let p = 1; seen.size < 1000; p += 1) {
      const page = await keys.list({ p, page_size: 100 }, hoarder, guest);
      expect(() => refuseTooLarge(page)).not.toThrow();
      expect(page).toMatchObject({ total: 1000, page: p });
      expect(page.items).toHaveLength(Math.min(page.page_size, 1000 - seen.size));
      for (const { id } of page.items) seen.add(id);
      expect(p).toBeLessThan(30);
    }
    expect((await keys.list({ p: 1, page_size: 10 }, hoarder, guest)).page_size).toBe(10);
    expect((await keys.list({ p: 1, page_size: 100 }, alice, guest)).page_size).toBe(100);
  });

  it('is refused beyond a thousand per user, also if they are created concurrently', async () => {
    const maker = await user('maker');
    await db.owner.query(
      `WITH k AS (INSERT INTO auth.api_keys (user_id, lookup, sealed) SELECT $1, sha256(n::text::bytea), '' FROM generate_series(1, 995) n RETURNING id)
       INSERT INTO ledger.keys (key_id, user_id, remain_quota, unlimited) SELECT id, $1, 0, true FROM k`,
      [maker.userId],
    );
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(keys.create({ name: 'n' }, maker, guest))));
    expect(codes.filter((code) => code === 'done')).toHaveLength(5);
    expect(codes.filter((code) => code === 'API_KEY_LIMIT_REACHED')).toHaveLength(15);
  });

  it('cannot be enabled while it is expired or exhausted', async () => {
    const expired = await keys.create({ name: 'e', unlimited_quota: true }, alice, guest);
    await keys.update({ id: expired.id, expired_time: 1 }, alice, guest);
    expect(await codeOf(keys.update({ id: expired.id, status_only: 'true', status: 1 }, alice, guest))).toBe(
      'API_KEY_STAYS_EXPIRED',
    );
    const spent = await keys.create({ name: 's', remain_quota: 0 }, alice, guest);
    expect(await codeOf(keys.update({ id: spent.id, status_only: 'true', status: 1 }, alice, guest))).toBe(
      'API_KEY_STAYS_EXHAUSTED',
    );
    expect(
      (await keys.update({ id: spent.id, status_only: 'true', status: 2, name: 'ignored' }, alice, guest)).status,
    ).toBe(2);
    expect((await keys.get(spent.id, alice, guest)).name).toBe('s');
  });
});

describe('the budget of an API key', () => {
  it('is shown with its window, changes field by field, and is absent without one', async () => {
    const plain = await keys.create({ name: 'plain' }, alice, guest);
    expect(Object.keys(plain).filter((field) => field.startsWith('budget'))).toEqual([]);
    const made = await keys.create({ budget_quota: 500, budget_timezone: 'Asia/Shanghai' }, alice, guest);
    expect(made).toMatchObject({ budget_quota: 500, budget_period: 'month', budget_timezone: 'Asia/Shanghai' });
    await db.owner.query(`UPDATE ledger.budgets SET used = 70 WHERE scope = 'key' AND id = $1`, [made.id]);
    const update = (change: object) => keys.update({ id: made.id, ...change }, alice, guest);
    expect(await update({ budget_quota: 900 })).toMatchObject({ budget_quota: 900, budget_used: 70 });
    const hourly = await update({ budget_period: 'hour' });
    expect(hourly).toMatchObject({ budget_quota: 900, budget_period: 'hour', budget_used: 0 });
    expect(hourly.budget_resets_at! - Date.now() / 1000).toBeLessThanOrEqual(3600);
    expect(await update({ name: 'renamed' })).toMatchObject({ budget_quota: 900 });
    expect(await update({ budget_quota: -1 })).not.toHaveProperty('budget_quota');
  });

  it.each([
    [{ budget_period: 'day' }, 'budget_quota'],
    [{ budget_quota: 5, budget_timezone: 'Mars/Base' }, 'budget_timezone'],
    [{ budget_quota: 5, budget_timezone: '+05:00' }, 'budget_timezone'],
    [{ budget_quota: 5, budget_timezone: "UTC'; --" }, 'budget_timezone'],
  ])('is refused as %j', async (budget, field) => {
    await expect(keys.create({ name: 'bad', ...budget }, alice, guest)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      params: { field },
    });
  });
});

describe('verification', () => {
  it('returns user, group and remaining quota', async () => {
    const { key, id } = await keys.create(
      { name: 'relay', remain_quota: 50, group: 'vip', model_limits: 'a, b', model_limits_enabled: true },
      alice,
      guest,
    );
    expect(await verification.verify({ key_hash: hash(key), ip: '192.0.2.1', model: 'b' })).toMatchObject({
      ...{ key_id: id, user_id: alice.userId, username: 'alice', group: 'vip', user_group: 'default' },
      ...{ remain_quota: 50, unlimited_quota: false, model_limits: ['a', 'b'] },
    });
  });

  it('names the limit that refused the key', async () => {
    const { key, id } = await keys.create(
      {
        name: 'limits',
        remain_quota: 1,
        allow_ips: '10.0.0.0/8',
        group: 'vip',
        model_limits: 'a',
        model_limits_enabled: true,
      },
      alice,
      guest,
    );
    const now = (over: object = {}) =>
      codeOf(verification.verify({ key_hash: hash(key), ip: '10.1.1.1', model: 'a', ...over }));
    expect(await now()).toBe('done');
    expect(await now({ ip: '11.1.1.1' })).toBe('API_KEY_ADDRESS_REFUSED');
    expect(await now({ ip: undefined })).toBe('API_KEY_ADDRESS_REFUSED');
    expect(await now({ model: 'z' })).toBe('API_KEY_MODEL_REFUSED');
    settings.UserUsableGroups = { default: '' };
    expect(await now()).toBe('API_KEY_GROUP_REFUSED');
    settings.UserUsableGroups = { default: '', vip: '' };
    await keys.update({ id, remain_quota: 0 }, alice, guest);
    expect(await now()).toBe('API_KEY_EXHAUSTED');
    await keys.update({ id, remain_quota: 1, expired_time: 1 }, alice, guest);
    expect(await now()).toBe('API_KEY_EXPIRED');
    await keys.update({ id, expired_time: -1, status_only: '' }, alice, guest);
    await keys.update({ id, status_only: '1', status: 2 }, alice, guest);
    expect(await now()).toBe('API_KEY_DISABLED');
    await keys.delete(id, alice);
    expect(await now()).toBe('API_KEY_INVALID');
  });

  it('refuses keys of disabled and of deleted users', async () => {
    const gone = await user('gone');
    const { key } = await keys.create({ name: 'k', unlimited_quota: true }, gone, guest);
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [gone.userId]);
    expect(await codeOf(verification.verify({ key_hash: hash(key) }))).toBe('API_KEY_USER_DISABLED');
    await db.owner.query('UPDATE auth.users SET status = 1, deleted_at = now() WHERE id = $1', [gone.userId]);
    expect(await codeOf(verification.verify({ key_hash: hash(key) }))).toBe('API_KEY_INVALID');
  });

  it('refuses a user without balance, in debt or not, but still shows the usage', async () => {
    const poor = await user('poor', 0);
    const { key } = await keys.create({ name: 'k', unlimited_quota: true }, poor, guest);
    const now = () => verification.verify({ key_hash: hash(key) });
    const post = (amount: number, kind: 'order_credit' | 'refund') =>
      db.unitOfWork('billing').run((tx) =>
        ledger.post(tx, {
          kind,
          ref: `poor-${kind}-${amount}`,
          actor: null,
          legs: [
            { userId: poor.userId, account: kind === 'refund' ? 'collect' : 'quota', amount },
            { account: 'stripe', amount: -amount },
          ],
        }),
      );
    const refused = { code: 'INSUFFICIENT_QUOTA', params: { balance: 0 } };
    await expect(now()).rejects.toMatchObject(refused);
    await post(-70, 'refund');
    await expect(now()).rejects.toMatchObject(refused);
    // the credit pays the debt in full
    await post(70, 'order_credit');
    await expect(now()).rejects.toMatchObject(refused);
    const reading = { ...guest, credential: { bearer: hash(key) } };
    expect((await verification.usage(reading)).data).toMatchObject({ name: 'k' });
    expect(await verification.getCallersKey(reading)).toMatchObject({ user_quota: 0 });
    await post(1, 'order_credit');
    expect(await now()).toMatchObject({ user_quota: 1 });
  });

  it('sends no statement for a malformed key', async () => {
    queries = 0;
    for (const key_hash of ['', 'x', 'sk-123', 'ä'.repeat(43), 'a'.repeat(44)]) {
      expect(await codeOf(verification.verify({ key_hash }))).toBe('API_KEY_INVALID');
    }
    expect(queries).toBe(0);
  });

  it('finds and decrypts keys after the secret was replaced, while the old one is listed', async () => {
    const { key, id } = await keys.create({ name: 'old', unlimited_quota: true }, alice, guest);
    const rotated = services(['two', 'one']);
    expect((await rotated.verification.verify({ key_hash: hash(key) })).key_id).toBe(id);
    expect((await rotated.keys.get(id, alice, guest)).key).toBe(key);
    expect(await codeOf(services(['two']).verification.verify({ key_hash: hash(key) }))).toBe('API_KEY_INVALID');
  });

  it('returns the usage of the presented key, also of an exhausted one', async () => {
    const { key } = await keys.create({ name: 'use', remain_quota: 0 }, alice, guest);
    const { data } = await verification.usage({ ...guest, credential: { bearer: hash(key) } });
    expect(data).toMatchObject({
      object: 'token_usage',
      name: 'use',
      total_granted: 0,
      total_available: 0,
      expires_at: 0,
    });
    expect(await codeOf(verification.usage(guest))).toBe('API_KEY_MISSING');
  });
});

describe('the keys of a user, for an administrator', () => {
  const desk = () => new UserApiKeysService(new ApiKeysRepository(db.as('auth')), new Records(), db.unitOfWork('auth'));
  const events = () =>
    db.owner.query<{ action: string; actor_id: number; target_id: string; detail: string }>(
      `SELECT action, actor_id, target_id, detail FROM admin.audit_events JOIN admin.audit_values ON event_id = id
        WHERE action LIKE 'api_key.%' ORDER BY id`,
    );

  it('are listed without the key, disabled and deleted, and each operation is audited', async () => {
    const [owner, admin] = [await user('desk-owner'), await makeUser(db, { role: Role.admin })];
    const request = { name: 'app', expired_time: -1, unlimited_quota: true };
    const { id, key } = await keys.create(request, owner, guest);
    const page = { user_id: owner.userId, p: 1, page_size: 10 };
    const list = await desk().list(page, buildContext(admin));
    expect(list).toMatchObject({ total: 1, items: [{ id, name: 'app', status: 1, user_id: owner.userId }] });
    expect(Object.keys(list.items[0]!)).not.toEqual(expect.arrayContaining(['key']));
    expect(JSON.stringify(list)).not.toContain(key);
    expect(JSON.stringify(list)).not.toContain('sealed');

    const target = { user_id: owner.userId, id, reason: 'leaked' };
    expect(await desk().disable({ ...target, status: 2 }, buildContext(admin))).toMatchObject({ id, status: 2 });
    expect(await codeOf(verification.verify({ key_hash: hash(key) }))).toBe('API_KEY_DISABLED');
    await desk().delete(target, buildContext(admin));
    expect(await codeOf(verification.verify({ key_hash: hash(key) }))).toBe('API_KEY_INVALID');
    expect(await codeOf(desk().delete(target, buildContext(admin)))).toBe('API_KEY_NOT_FOUND');

    const trail = (await events()).filter(({ target_id }) => target_id === String(owner.userId));
    expect(trail.map(({ action, actor_id }) => [action, actor_id])).toEqual(
      ['api_key.list', 'api_key.disable', 'api_key.delete'].map((action) => [action, admin.userId]),
    );
    expect(JSON.parse(trail[1]!.detail)).toMatchObject({ reason: 'leaked', after: { id, name: 'app', status: 2 } });
    expect(JSON.stringify(trail)).not.toContain(key);
  });

  it('are those of users with a lower role only, and a key of another user is not found', async () => {
    const [admin, peer] = [await makeUser(db, { role: Role.admin }), await makeUser(db, { role: Role.admin })];
    const [one, other] = [await user('desk-one'), await user('desk-other')];
    const { id } = await keys.create({ name: 'a', expired_time: -1, unlimited_quota: true }, one, guest);
    const as = buildContext(admin);
    expect(await codeOf(desk().list({ user_id: peer.userId, p: 1, page_size: 10 }, as))).toBe('TARGET_OUTRANKS');
    expect(await codeOf(desk().list({ user_id: 999_999, p: 1, page_size: 10 }, as))).toBe('USER_NOT_FOUND');
    expect(await codeOf(desk().disable({ user_id: other.userId, id, status: 2 }, as))).toBe('API_KEY_NOT_FOUND');
    const mine = { user_id: one.userId, p: 1, page_size: 10 };
    expect(await codeOf(desk().list(mine, buildContext(other)))).toBe('PERMISSION_DENIED');
    expect((await keys.get(id, one, guest)).status).toBe(1);
  });
});
