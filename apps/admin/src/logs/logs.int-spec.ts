import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LogFilter } from '@tollgate/contracts/admin/logs';
import { Records } from '@tollgate/audit-log';
import { refuseTooLarge } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { administration, type Administration, type Person } from '../testing/administration.js';
import { LogsRepository } from './logs.repository.js';
import { FlowsRepository } from './flows.repository.js';
import { LogsService } from './logs.service.js';
import { StatisticsService } from './statistics.service.js';
import { UsageRepository } from './usage.repository.js';

const secrets = new Secrets(['a secret for tests']);
const records = new Records();
let admin: Administration;
let logs: LogsService;
let statistics: StatisticsService;
let chief: Person, alice: Person, bob: Person;

beforeAll(async () => {
  admin = await administration();
  [chief, alice, bob] = await admin.people(['chief', 10], ['alice', 1], ['bob', 1]);
  const repository = new LogsRepository(admin.db.as('admin'));
  const used = new UsageRepository(admin.db.as('admin'));
  logs = new LogsService(repository, used, admin.db.unitOfWork('admin'), records, secrets);
  statistics = new StatisticsService(used, new FlowsRepository(admin.db.as('admin')));
});
afterEach(() => admin.db.owner.query('DELETE FROM admin.logs'));
afterAll(() => admin.close());

const page = { p: 1, page_size: 20 };
const list = async (filter: Partial<LogFilter> = {}) => (await logs.list({ ...page, ...filter })).items;
const contents = (items: { content: string }[]) => items.map(({ content }) => content);

async function line(user: Person, type: 1 | 2 | 3 | 4, content: string, more: object = {}) {
  await records.log(admin.db.as('billing'), { userId: user.id, type, content, ...more });
}

async function usage(user: Person, model: string, quota: number, more: object = {}) {
  await line(user, 2, '', {
    modelName: model,
    quota,
    promptTokens: quota,
    completionTokens: 1,
    tokenName: 'k',
    ...more,
  });
}

describe('the log', () => {
  it('is listed newest first, by every filter, zeros and blanks asking for nothing', async () => {
    await line(alice, 1, 'a top-up', { quota: 5 });
    await usage(alice, 'gpt-4', 10, { channelId: 3, group: 'vip' });
    await usage(bob, 'gpt-3.5', 20);
    expect(await list({ type: 0, channel: 0, start_timestamp: 0, end_timestamp: 0 })).toHaveLength(3);
    expect((await list({ type: 2 })).map(({ username }) => username)).toEqual(['bob', 'alice']);
    expect(await list({ username: 'alice' })).toHaveLength(2);
    expect(await list({ model_name: 'gpt%' })).toHaveLength(2);
    expect(await list({ model_name: 'gpt-4' })).toHaveLength(1);
    expect(await list({ channel: 3, group: 'vip', token_name: 'k' })).toHaveLength(1);
    expect(await list({ end_timestamp: 1000 })).toEqual([]);
    expect(await list({ start_timestamp: Math.floor(Date.now() / 1000) - 60 })).toHaveLength(3);
    expect(await logs.list({ ...page, p: 1_000_000_000 })).toMatchObject({ items: [], total: 3, page: 1_000_000_000 });
    expect((await list({ type: 2 }))[1]).toMatchObject({ channel: 3, channel_name: '', other: '', is_stream: false });
  });

  it('shows a user the own lines only, without what is for administrators', async () => {
    await line(alice, 3, 'changed', { other: { admin_info: { admin_id: chief.id }, model_ratio: 15 } });
    await line(bob, 3, 'not hers');
    const { identity } = admin.context(alice);
    expect((await logs.listOwn({ ...page, username: 'bob' } as LogFilter, identity)).items).toEqual([]);
    const own = await logs.listOwn(page, identity);
    expect(contents(own.items)).toEqual(['changed']);
    expect(own.items[0]!.other).toBe('{"model_ratio":15}');
    expect((await list({ username: 'alice' }))[0]!.other).toContain('admin_info');
  });

  it.each(['', 'null', '[1]', '"text"', 'no JSON', '{"cut":', `{"a":${'['.repeat(8000)}${']'.repeat(8000)}}`])(
    'shows what a relay once sent beside a line as it is, where that is no JSON object: %.20s',
    async (other) => {
      await usage(alice, 'gpt-4', 10);
      await admin.db.owner.query('UPDATE admin.logs SET other = $1', [other]);
      const { identity } = admin.context(alice);
      const [own] = (await logs.listOwn(page, identity)).items;
      const [found] = (await logs.searchOwn({}, identity)).items;
      expect([own?.other, found?.other]).toEqual([other, other]);
    },
  );

  it('keeps from its user what cannot be looked through for what is for administrators', async () => {
    await usage(alice, 'gpt-4', 10);
    const deep = `{"admin_info":"secret","a":${'['.repeat(200)}${']'.repeat(200)}}`;
    await admin.db.owner.query('UPDATE admin.logs SET other = $1', [deep]);
    const { identity } = admin.context(alice);
    expect((await logs.listOwn(page, identity)).items[0]?.other).toBe('');
    expect((await logs.list(page)).items[0]?.other).toBe(deep);
  });

  it('of a search is as long as one answer holds; a page has all its lines, shortened where they are too long', async () => {
    const fill = `INSERT INTO admin.logs (user_id, type, content, other)
                  SELECT $1, 2, repeat('长', 2000), CASE WHEN n % 2 = 0 THEN '{"a":"' || repeat('b', 9000) || '"}' ELSE '' END
                    FROM generate_series(1, 100) n`;
    await admin.db.owner.query(fill, [alice.id]);
    const found = await logs.search({});
    expect(found.items.length).toBeGreaterThan(30);
    expect(() => refuseTooLarge(found)).not.toThrow();
    const first = await logs.list({ p: 1, page_size: 100 });
    expect(() => refuseTooLarge(first)).not.toThrow();
    expect(first).toMatchObject({ total: 100, page: 1, page_size: 100 });
    const lengths = first.items.map(({ content, other }) => [[...content].length, other.length]);
    expect(lengths).toHaveLength(100);
    expect(lengths.every(([content, other]) => (content === 2000 || content === 201) && other === 0)).toBe(true);
    expect(lengths.some(([content]) => content === 2000)).toBe(true);
    const few = await logs.list({ p: 2, page_size: 10 });
    expect(few.items.map(({ id }) => id)).toEqual(first.items.slice(10, 20).map(({ id }) => id));
    expect(few.items.some(({ other }) => other.length === 9008)).toBe(true);
  });

  it('is searched anywhere in the text, in any letter case, wildcards literal, and by type', async () => {
    await line(alice, 1, '通过兑换码充值 ＄2.000000 额度，Redeem Code 7');
    await line(alice, 4, '新用户注册赠送 100% 额度');
    await line(bob, 4, 'error: something');
    const search = async (keyword: string) => contents((await logs.search({ keyword })).items).length;
    expect(await search('redeem code')).toBe(1);
    expect(await search('兑换码')).toBe(1);
    expect(await search('额度')).toBe(2);
    expect(await search('%')).toBe(1);
    expect(await search('_')).toBe(0);
    expect(await search('error')).toBe(1);
    expect(await search('4')).toBe(2);
    expect(await search('nothing like it')).toBe(0);
    expect((await logs.search({})).items).toHaveLength(3);
    const own = async (keyword: string) =>
      (await logs.searchOwn({ keyword }, admin.context(bob).identity)).items.length;
    expect([await own('error'), await own('额度'), await own('4'), await own('兑换码')]).toEqual([1, 0, 1, 0]);
  });

  it('finds the newest hundred of a common word, and a rare one behind fifty thousand other lines', async () => {
    await line(alice, 1, 'the needle');
    const fill =
      'INSERT INTO admin.logs (user_id, type, content) SELECT $1, 2, $2 || n FROM generate_series(1, $3::int) AS n';
    await admin.db.owner.query(fill, [bob.id, '', 50_001]);
    await admin.db.owner.query(fill, [bob.id, 'hay ', 150]);
    expect(contents((await logs.search({ keyword: 'needle' })).items)).toEqual(['the needle']);
    const hay = contents((await logs.search({ keyword: 'hay' })).items);
    expect(hay).toEqual(Array.from({ length: 100 }, (_, i) => `hay ${150 - i}`));
  });

  it('sums usage if another type is asked for, and counts the last minute', async () => {
    await usage(alice, 'gpt-4', 10);
    await usage(bob, 'gpt-4', 20);
    await line(bob, 1, 'no usage', { quota: 1000 });
    expect(await logs.stat({ ...page, type: 1 })).toEqual({ quota: 30, rpm: 2, tpm: 32 });
    await admin.db.owner.query(`UPDATE admin.logs SET created_at = created_at - interval '61 seconds'`);
    expect(await logs.stat(page)).toEqual({ quota: 30, rpm: 0, tpm: 0 });
    expect(await logs.statOwn(page, admin.context(alice).identity)).toEqual({ quota: 10, rpm: 0, tpm: 0 });
    expect(await logs.stat({ ...page, username: 'nobody' })).toEqual({ quota: 0, rpm: 0, tpm: 0 });
  });

  it('is deleted up to a time, by administrators only, and that is on record', async () => {
    await line(alice, 1, 'old');
    await admin.db.owner.query(`UPDATE admin.logs SET created_at = now() - interval '2 days'`);
    await line(alice, 1, 'new');
    const context = admin.context(chief);
    await expect(logs.remove({}, context)).rejects.toMatchObject({ code: 'TARGET_TIMESTAMP_REQUIRED' });
    const target_timestamp = Math.floor(Date.now() / 1000) - 86_400;
    await expect(logs.remove({ target_timestamp }, admin.context(alice))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect(await logs.remove({ target_timestamp }, context)).toEqual({ deleted: 1 });
    expect(contents(await list())).toEqual(['new']);
    expect((await admin.events()).at(-1)).toMatchObject({ action: 'log.remove', actor_id: chief.id });
  });

  it('of an API key is readable with that key alone', async () => {
    const [lookup] = secrets.lookups('hash', 'api_key');
    await admin.db.owner.query('INSERT INTO auth.api_keys (user_id, lookup, sealed) VALUES ($1, $2, $2)', [
      alice.id,
      lookup,
    ]);
    const [key] = await admin.db.owner.query<{ id: number }>('SELECT id FROM auth.api_keys');
    await usage(alice, 'gpt-4', 10, { tokenId: key!.id });
    await usage(alice, 'gpt-4', 10);
    const lines = async (ip = '192.0.2.1', hash = 'hash') => (await logs.ofKey({ key: hash }, { ip })).items.length;
    expect(await lines()).toBe(1);
    expect(await lines('192.0.2.1', 'another')).toBe(0);
    const { owner } = admin.db;
    const closing = [
      ['auth.api_keys', 'status = 2', 'status = 1'],
      ['auth.api_keys', `expires_at = now() - interval '1 second'`, 'expires_at = NULL'],
      ['auth.api_keys', 'deleted_at = now()', 'deleted_at = NULL'],
      ['auth.users', 'status = 2', 'status = 1'],
      ['auth.users', 'deleted_at = now()', 'deleted_at = NULL'],
    ] as const;
    for (const [table, shut, open] of closing) {
      const of = table === 'auth.users' ? `id = ${alice.id}` : `user_id = ${alice.id}`;
      await owner.query(`UPDATE ${table} SET ${shut} WHERE ${of}`);
      expect([table, shut, await lines()]).toEqual([table, shut, 0]);
      await owner.query(`UPDATE ${table} SET ${open} WHERE ${of}`);
      expect(await lines()).toBe(1);
    }
    await owner.query(`UPDATE auth.api_keys SET allow_ips = '203.0.113.0/24'`);
    expect([await lines(), await lines('203.0.113.9')]).toEqual([0, 1]);
  });
});

describe('usage', () => {
  it('is by model and hour, of all together or of one', async () => {
    await usage(alice, 'gpt-4', 10);
    await usage(bob, 'gpt-4', 20);
    await usage(bob, 'o1', 5);
    const hour = Math.floor(Date.now() / 3_600_000) * 3600;
    const { points } = await statistics.usage({});
    expect(points.map(({ id: _, ...point }) => point)).toEqual([
      { user_id: 0, username: '', model_name: 'gpt-4', created_at: hour, token_used: 32, count: 2, quota: 30 },
      { user_id: 0, username: '', model_name: 'o1', created_at: hour, token_used: 6, count: 1, quota: 5 },
    ]);
    expect((await statistics.usage({ username: 'alice' })).points).toMatchObject([
      { user_id: alice.id, username: 'alice', quota: 10 },
    ]);
    expect((await statistics.usageOwn({}, admin.context(bob).identity)).points).toHaveLength(2);
    expect((await statistics.usageOwn({ end_timestamp: hour - 1 }, admin.context(bob).identity)).points).toEqual([]);
  });

  it('is by day over more than eight days, and refused over more than a month', async () => {
    await usage(alice, 'gpt-4', 10);
    const end = Math.floor(Date.now() / 1000) + 10;
    const { points } = await statistics.usageOwn(
      { start_timestamp: end - 20 * 86_400, end_timestamp: end },
      admin.context(alice).identity,
    );
    expect(points.map(({ created_at }) => created_at % 86_400)).toEqual([0]);
    await expect(
      statistics.usageOwn({ start_timestamp: end - 2_592_001, end_timestamp: end }, admin.context(alice).identity),
    ).rejects.toMatchObject({ code: 'TIME_SPAN_TOO_LONG' });
  });

  it('is by user and hour, with the models of a user summed', async () => {
    await usage(alice, 'gpt-4', 10);
    await usage(bob, 'gpt-4', 20);
    await usage(bob, 'o1', 5);
    const { points } = await statistics.usageOfUsers({});
    expect(
      points.map(({ user_id, username, model_name, count, quota }) => [user_id, username, model_name, count, quota]),
    ).toEqual([
      [alice.id, 'alice', '', 1, 10],
      [bob.id, 'bob', '', 2, 25],
    ]);
  });

  it('is by group, channel and model, with users to administrators, and keys to root and their owner', async () => {
    const more = { channelId: 3, group: 'vip', tokenId: 7, tokenName: 'laptop' };
    await usage(alice, 'gpt-4', 10, more);
    await usage(alice, 'gpt-4', 10, { ...more, tokenId: 8, tokenName: 'phone' });
    await usage(bob, 'gpt-4', 5, more);
    const now = Math.floor(Date.now() / 1000) + 10;
    const span = { start_timestamp: now - 3600, end_timestamp: now };
    const as = (role: number) => ({ ...admin.context(chief).identity, role });
    const way = { use_group: 'vip', model_name: 'gpt-4' };
    const of = (user: Person, name: string) => ({ user_id: user.id, username: name, channel_id: 3, channel_name: '' });
    // each line has as many prompt tokens as quota, and one completion token
    const sums = (count: number, quota: number) => ({ count, quota, token_used: quota + count });
    expect((await statistics.flows(span, as(10))).flows).toEqual([
      { ...way, ...of(alice, 'alice'), ...sums(2, 20) },
      { ...way, ...of(bob, 'bob'), ...sums(1, 5) },
    ]);
    const key = { token_id: 7, token_name: 'laptop' };
    expect((await statistics.flows(span, as(100))).flows).toContainEqual({
      ...{ ...way, ...of(alice, 'alice'), ...sums(1, 10) },
      ...{ ...key, node_name: '' },
    });
    expect((await statistics.flowsOwn(span, admin.context(bob).identity)).flows).toEqual([
      { ...way, ...key, ...sums(1, 5) },
    ]);
    const long = { start_timestamp: now - 32 * 86_400, end_timestamp: now };
    await expect(statistics.flows(long, as(100))).rejects.toMatchObject({ code: 'TIME_SPAN_TOO_LONG' });
  });

  it('has the smallest of more than a thousand ways as one, so that no usage is missing', async () => {
    await admin.db.owner.query(
      `INSERT INTO admin.logs (user_id, username, type, model_name, quota) SELECT $1, 'alice', 2, 'm' || n, n FROM generate_series(1, 1200) n`,
      [alice.id],
    );
    const now = Math.floor(Date.now() / 1000) + 10;
    const { flows } = await statistics.flowsOwn(
      { start_timestamp: now - 60, end_timestamp: now },
      admin.context(alice).identity,
    );
    expect(flows.length).toBe(1001);
    expect(flows.at(-1)).toMatchObject({ model_name: 'others', count: 200, quota: 20_100 });
    expect(flows.reduce((sum, { quota }) => sum + quota, 0)).toBe((1200 * 1201) / 2);
  });
});
