import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobRun } from '@tollgate/platform/jobs';
import { Records } from '@tollgate/audit-log';
import { refuseTooLarge } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { administration, type Administration, type Person } from '../testing/administration.js';
import { Erasure } from '../users/erasure.js';
import { LogsRepository } from './logs.repository.js';
import { FlowsRepository } from './flows.repository.js';
import { LogsService } from './logs.service.js';
import { StatisticsService } from './statistics.service.js';
import { type UsageFilter, UsageRepository, type UsageRow } from './usage.repository.js';
import { UsageRollUp } from './usage-roll-up.js';

const RUN: JobRun = { attempt: 1, isLast: true, signal: undefined };
const HOUR = 3600;
const DAYS = 12;

/** As usage was read before there were hours: every line asked for. */
const SCAN = (step: string, who: string, whose: string) => `
  SELECT ${who}, model_name, extract(epoch FROM date_trunc('${step}', created_at, 'UTC'))::bigint AS created_at,
         sum(prompt_tokens + completion_tokens)::bigint AS token_used, count(*) AS count, sum(quota)::bigint AS quota
    FROM admin.logs
   WHERE type = 2 AND created_at >= to_timestamp($1) AND created_at < to_timestamp($2::bigint + 1) ${whose}
   GROUP BY 1, 2, 3, 4`;

/** Lines of three users, one of them with two names in one hour, of all types; a third of them at an hour's very border. */
const LINES = `
  INSERT INTO admin.logs (user_id, username, type, model_name, quota, prompt_tokens, completion_tokens, created_at)
  SELECT u, CASE WHEN u = $1 AND n % 2 = 0 THEN 'formerly' ELSE 'user' || u END, 1 + floor(random() * 1.9),
         'model-' || floor(random() * 3), floor(random() * 1000), floor(random() * 100), floor(random() * 100),
         CASE floor(random() * 9) WHEN 0 THEN h WHEN 1 THEN h - interval '1 microsecond' WHEN 2 THEN h + interval '1 second'
                                  ELSE h + random() * interval '1 hour' END
    FROM (SELECT n, $1::bigint + floor(random() * 3)::bigint AS u,
                 date_trunc('hour', now() - random() * interval '${DAYS} days', 'UTC') AS h
            FROM generate_series(1, $2::int) AS n OFFSET 0) AS lines`;

let admin: Administration;
let usage: UsageRepository;
let logs: LogsService;
let statistics: StatisticsService;
let chief: Person, alice: Person;
let now: number;
const rollUp = () => new UsageRollUp(admin.db.unitOfWork('admin'), usage).run({}, RUN);
const rollUpOne = () => admin.db.unitOfWork('admin').run((tx) => usage.rollUp(tx));

beforeAll(async () => {
  admin = await administration();
  [chief, alice] = await admin.people(['chief', 10], ['alice', 1], ['bob', 1], ['carol', 1]);
  const database = admin.db.as('admin');
  usage = new UsageRepository(database);
  const secrets = new Secrets(['a secret for tests']);
  logs = new LogsService(new LogsRepository(database), usage, admin.db.unitOfWork('admin'), new Records(), secrets);
  statistics = new StatisticsService(usage, new FlowsRepository(database));
});
beforeEach(async () => {
  await admin.db.owner.query('DELETE FROM admin.logs');
  await admin.db.owner.query('DELETE FROM admin.usage_hours');
  await admin.db.owner.query(LINES, [alice.id, 3000]);
  await admin.db.owner.query(
    `UPDATE admin.usage_rolled SET until = (SELECT date_trunc('hour', min(created_at), 'UTC') FROM admin.logs)`,
  );
  now = Math.floor(Date.now() / 1000);
});
afterAll(() => admin.close());

const sorted = (rows: UsageRow[]) => rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

const readPoints = async (filter: UsageFilter, step: 'hour' | 'day') => sorted((await usage.points(filter, step)).rows);

async function scan({ start, end, userId, username }: UsageFilter, step: 'hour' | 'day'): Promise<UsageRow[]> {
  const one = userId !== undefined || username !== undefined;
  const who = one ? 'user_id, username' : `0::bigint AS user_id, '' AS username`;
  const whose = userId !== undefined ? 'AND user_id = $3' : username !== undefined ? 'AND username = $3' : '';
  const values = [start, end, ...(one ? [userId ?? username] : [])];
  return admin.db.owner.query<UsageRow & Record<string, unknown>>(SCAN(step, who, whose), values);
}

const random = (below: number) => Math.floor(Math.random() * below);

/** Random times (any second, whole hours or their last second), for all users together and for each user. */
async function expectWhatAScanGives(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const border = (time: number) => [time, time - (time % HOUR), time - (time % HOUR) + HOUR - 1][random(3)] ?? time;
    const start = border(now - random(DAYS * 24 * HOUR));
    const end = border(start + (i % 4 === 0 ? random(2 * HOUR) : random(DAYS * 24 * HOUR)));
    const whose = [{}, { userId: alice.id }, { username: `user${alice.id + 1}` }, { username: 'formerly' }];
    const filter = { start, end, ...whose[i % 4] };
    const step = i % 3 === 0 ? 'day' : 'hour';
    const rows = await readPoints(filter, step);
    expect({ filter, rows }).toEqual({ filter, rows: sorted(await scan(filter, step)) });
  }
}

/** That the hours hold the lines of all closed hours, each once. */
async function expectEachHourOnce(): Promise<void> {
  const [differences] = await admin.db.owner.query<{ n: number }>(
    `WITH used AS (
       SELECT user_id, username, model_name, date_trunc('hour', created_at, 'UTC') AS hour, quota,
              prompt_tokens + completion_tokens AS tokens
         FROM admin.logs WHERE type = 2 AND created_at < (SELECT until FROM admin.usage_rolled)),
     each AS (
       SELECT user_id, hour, username, model_name, count(*) AS requests, sum(tokens) AS tokens, sum(quota) AS quota
         FROM (SELECT * FROM used UNION ALL SELECT 0, '', model_name, hour, quota, tokens FROM used) both_ways
        GROUP BY 1, 2, 3, 4)
     SELECT count(*)::int AS n
       FROM (SELECT *, true AS is_line FROM each) e
       FULL JOIN (SELECT *, true AS is_hour FROM admin.usage_hours) u
         USING (user_id, hour, username, model_name, requests, tokens, quota)
      WHERE is_line IS NULL OR is_hour IS NULL`,
  );
  expect(differences).toEqual({ n: 0 });
}

const untilNow = () =>
  admin.db.owner.query<{ age: number }>('SELECT extract(epoch FROM now() - until)::int AS age FROM admin.usage_rolled');

describe('usage by hour', () => {
  it('is what a scan of the lines gives, before, while and after hours are rolled up', async () => {
    await expectWhatAScanGives(24);
    for (let hours = 0; hours < (DAYS * 24) / 2; hours += 1) expect(await rollUpOne()).toBe(true);
    await expectWhatAScanGives(48);
    await rollUp();
    await expectWhatAScanGives(48);
    await expectEachHourOnce();
  });

  it('is rolled up once if several replicas do it concurrently, and readers in between neither miss nor double an hour', async () => {
    const week = { start: now - DAYS * 24 * HOUR, end: now + HOUR };
    const before = sorted(await scan(week, 'day'));
    let rolling = true;
    const rolled = Promise.all([rollUp(), rollUp(), rollUp()]).finally(() => (rolling = false));
    let reads = 0;
    for (; rolling; reads += 1) expect(await readPoints(week, 'day')).toEqual(before);
    await rolled;
    expect(reads).toBeGreaterThan(5);
    await expectEachHourOnce();
    await rollUp();
    await expectEachHourOnce();
  });

  it('leaves an hour alone until nothing can be written into it any more, and takes what came late with it', async () => {
    await rollUp();
    const [{ age } = { age: 0 }] = await untilNow();
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(HOUR + 601);
    expect(await rollUpOne()).toBe(false);
    await admin.db.owner.query(
      `INSERT INTO admin.logs (user_id, username, type, model_name, quota, created_at)
       SELECT $1, 'late', 2, 'model-0', 7, until FROM admin.usage_rolled`,
      [alice.id],
    );
    await expectWhatAScanGives(12);
    // ten minutes and a second after that hour's end, by moving it back
    for (const [wait, closed] of [
      [599, false],
      [601, true],
    ] as const) {
      await admin.db.owner.query(
        `UPDATE admin.usage_rolled SET until = now() - interval '1 hour' - make_interval(secs => $1)`,
        [wait],
      );
      expect(await rollUpOne()).toBe(closed);
    }
  });

  it('stays when the lines are deleted, the sum of the lines does not', async () => {
    const all = { start: now - DAYS * 24 * HOUR - HOUR, end: now };
    const before = await readPoints(all, 'hour');
    const target_timestamp = now - 2 * 24 * HOUR - 1234;
    // nothing was rolled up yet: deleting does that first
    expect((await logs.remove({ target_timestamp }, admin.context(chief))).deleted).toBeGreaterThan(1000);
    expect(await readPoints({ ...all, start: all.start - (all.start % HOUR) }, 'hour')).toEqual(before);
    for (const more of [{}, { model_name: 'model-1' }, { username: 'formerly', start_timestamp: now - 24 * HOUR }]) {
      const [left] = await admin.db.owner.query<{ quota: number }>(
        `SELECT coalesce(sum(quota), 0)::bigint AS quota FROM admin.logs
          WHERE type = 2 AND model_name LIKE $1 AND ($2 = '' OR username = $2) AND created_at >= to_timestamp($3)`,
        [more.model_name ?? '%', more.username ?? '', more.start_timestamp ?? 0],
      );
      expect((await logs.stat({ p: 1, page_size: 20, ...more })).quota).toBe(left?.quota);
    }
    await logs.remove({ target_timestamp: now + HOUR }, admin.context(chief));
    expect((await logs.stat({ p: 1, page_size: 20 })).quota).toBe(0);
    expect((await readPoints(all, 'hour')).length).toBeGreaterThan(100);
  });

  /** Requests of a day long ago, or of every hour or day from then on: each of these models at each of these times, once. */
  async function fill(models: number, name: string, every: 'hour' | 'day', times: number): Promise<void> {
    await admin.db.owner.query('DELETE FROM admin.logs');
    await admin.db.owner.query('DELETE FROM admin.usage_hours');
    await admin.db.owner.query(
      `INSERT INTO admin.usage_hours (user_id, hour, username, model_name, requests, tokens, quota)
       SELECT who, date_trunc('hour', now(), 'UTC') - t * interval '1 ${every}', '', $1 || m, 1, 9007199254740991, m
         FROM generate_series(1, $2::int) AS m, generate_series(1, $3::int) AS t, unnest(ARRAY[0, $4::bigint]) AS who`,
      [name, models, times, alice.id],
    );
    await admin.db.owner.query('UPDATE admin.usage_rolled SET until = now()');
  }
  /** Checks that an answer over some days fits and that no usage is missing from it. */
  async function answered(days: number, sum: number) {
    const request = { start_timestamp: now - days * 24 * HOUR - HOUR, end_timestamp: now };
    const all = await statistics.usage(request);
    const own = days > 29 ? all : await statistics.usageOwn(request, admin.context(alice).identity);
    for (const { points } of [all, own]) {
      expect(() => refuseTooLarge({ points })).not.toThrow();
      expect(points.reduce((total, { quota }) => total + quota, 0)).toBe(sum);
    }
    return all.points;
  }
  const sumTo = (n: number) => (n * (n + 1)) / 2;

  it('is of days, weeks or months where the models of each hour or day would not fit into one answer', async () => {
    await fill(40, 'a-model-of-22-letters-', 'hour', 7 * 24);
    const days = await answered(7, sumTo(40) * 7 * 24);
    expect(days.every(({ created_at }) => created_at % (24 * HOUR) === 0)).toBe(true);
    await fill(50, 'a-model-of-22-letters-', 'day', 365);
    const weeks = await answered(365, sumTo(50) * 365);
    expect(new Set(weeks.map(({ created_at }) => (created_at / (24 * HOUR)) % 7))).toEqual(new Set([4]));
    await fill(200, 'a-model-of-22-letters-', 'day', 365);
    const months = await answered(365, sumTo(200) * 365);
    expect(new Set(months.map(({ created_at }) => new Date(created_at * 1000).getUTCDate()))).toEqual(new Set([1]));
    expect(new Set(months.map(({ model_name }) => model_name)).size).toBe(200);
  }, 60_000);

  it('sums the models that are used least under one name, where even months of all would not fit', async () => {
    // the longest names there are, of what takes most bytes
    await fill(300, '\u0001'.repeat(252), 'day', 365);
    const points = await answered(365, sumTo(300) * 365);
    const named = [...new Set(points.map(({ model_name }) => model_name))];
    expect(named.length).toBeGreaterThan(15);
    expect(named).toContain('others');
    expect(named).toContain(`${'\u0001'.repeat(252)}300`);
  }, 60_000);

  /** One who had two names, gone, and whose first hour is the next to be rolled up. */
  async function goneUser(): Promise<number> {
    const [{ id } = { id: 0 }] = await admin.db.owner.query<{ id: number }>(
      `INSERT INTO auth.users (username, username_key) VALUES ('gone', 'gone') RETURNING id`,
    );
    await admin.db.owner.query('UPDATE admin.logs SET user_id = $1 WHERE user_id = $2', [id, alice.id]);
    await admin.db.owner.query('DELETE FROM auth.users WHERE id = $1', [id]);
    await admin.db.owner.query(
      `UPDATE admin.usage_rolled SET until = (SELECT date_trunc('hour', min(created_at), 'UTC') FROM admin.logs
                                               WHERE user_id = $1 AND type = 2)`,
      [id],
    );
    await admin.db.owner.query(`DELETE FROM admin.logs WHERE created_at < (SELECT until FROM admin.usage_rolled)`);
    return id;
  }
  const erase = (userId: number) =>
    new Erasure(admin.db.as('admin'), admin.db.unitOfWork('admin'), usage).erase({ userId }, RUN);
  const readNames = (userId: number) =>
    admin.db.owner.query('SELECT DISTINCT username FROM admin.usage_hours WHERE user_id = $1 ORDER BY 1', [userId]);

  it('forgets the names of a user whose account was removed, and nothing else', async () => {
    const gone = await goneUser();
    await rollUp();
    expect((await readNames(gone)).length).toBe(2);
    // in small steps, so that rows of one hour meet in one step and in two
    while ((await admin.db.unitOfWork('admin').run((tx) => usage.erase(tx, gone, 50))) > 0);
    await erase(gone);
    expect(await readNames(gone)).toEqual([{ username: '' }]);
    expect(await readNames(alice.id + 1)).toEqual([{ username: `user${alice.id + 1}` }]);
    await expectEachHourOnce();
    await expectWhatAScanGives(12);
  });

  it('forgets the names of a user whose hour was being rolled up when they were taken out of the lines', async () => {
    const gone = await goneUser();
    let erased: Promise<void> | undefined;
    await admin.db.unitOfWork('admin').run(async (tx) => {
      await usage.rollUp(tx);
      erased = erase(gone);
      const named = `SELECT count(*)::int AS n FROM admin.logs WHERE user_id = $1 AND username <> ''`;
      while ((await admin.db.owner.query<{ n: number }>(named, [gone]))[0]?.n !== 0);
    });
    await erased;
    expect(await readNames(gone)).toEqual([{ username: '' }]);
    await expectEachHourOnce();
  });
});
