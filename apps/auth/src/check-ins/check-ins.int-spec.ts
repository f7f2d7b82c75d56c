import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tollgate/contracts';
import { getBalances, buildContext, makeUser, replica } from '@tollgate/testing/accounts';
import {
  expectInvariants,
  testClock,
  type TestClock,
  testDatabase,
  type TestDatabase,
} from '@tollgate/testing/database';
import type { Turnstile } from '../turnstile/turnstile.js';
import { CheckInsRepository } from './check-ins.repository.js';
import { CheckInsService } from './check-ins.service.js';

let db: TestDatabase;
let clock: TestClock;
let replicas: ReturnType<typeof replica>[];
let services: CheckInsService[];
/** The checks that Turnstile was asked for; it refuses a token of `bad`. */
const asked: (string | undefined)[] = [];
const turnstile = {
  check: async (_: unknown, token: string | undefined) => {
    asked.push(token);
    if (token === 'bad') throw Object.assign(new Error('refused'), { code: 'TURNSTILE_REFUSED' });
  },
} as unknown as Turnstile;

beforeAll(async () => {
  db = await testDatabase();
  clock = await testClock(db);
  replicas = [replica(db, 'auth'), replica(db, 'auth')];
  services = replicas.map(({ database }) => new CheckInsService(new CheckInsRepository(database), turnstile));
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});
afterEach(() => expectInvariants(db));

const setOption = (key: string, value: string) =>
  db.owner.query(
    'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, value],
  );
beforeEach(async () => {
  await setOption('checkin_setting.enabled', 'true');
  await setOption('checkin_setting.min_quota', '1000');
  await setOption('checkin_setting.max_quota', '2000');
  await setOption('SiteTimeZone', 'UTC');
  await clock.set('2026-11-30T12:00:00Z');
});

const checkIn = (who: Identity, on = 0, token?: string) =>
  services[on]!.create({ turnstile: token }, buildContext(who));
const calendar = (who: Identity, month?: string) => services[0]!.calendar({ month }, buildContext(who));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe('the daily check-in', () => {
  it('awards once when 50 requests of a user arrive at once on two replicas', async () => {
    const user = await makeUser(db);
    const codes = await Promise.all(Array.from({ length: 50 }, (_, n) => codeOf(checkIn(user, n % 2))));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'CHECK_IN_DONE')).toHaveLength(49);
    const { quota } = await getBalances(db, user.userId);
    expect(await calendar(user)).toEqual({
      enabled: true,
      min_quota: 1000,
      max_quota: 2000,
      stats: {
        checked_in_today: true,
        total_checkins: 1,
        total_quota: quota,
        checkin_count: 1,
        records: [{ checkin_date: '2026-11-30', quota_awarded: quota }],
      },
    });
  });

  it.each([
    [1000, 2000, 1000, 2000],
    [7, 7, 7, 7],
    [0, 0, 0, 0],
    [500, 20, 20, 20],
  ])('awards within the bounds for a minimum of %d and a maximum of %d', async (min, max, low, high) => {
    await setOption('checkin_setting.min_quota', String(min));
    await setOption('checkin_setting.max_quota', String(max));
    for (let n = 0; n < 8; n += 1) {
      const user = await makeUser(db);
      const { quota_awarded: award } = await checkIn(user);
      expect(award).toBeGreaterThanOrEqual(low);
      expect(award).toBeLessThanOrEqual(high);
      expect(await getBalances(db, user.userId)).toMatchObject({ quota: award });
    }
  });

  it('repays a debt first', async () => {
    const user = await makeUser(db, { quota: 10 });
    await db.owner.query(
      `SELECT ledger.post('usage', 'unpaid', $1, '', '', ARRAY[($1, 'collect', -5000)::ledger.leg, (NULL, 'usage', 5000)::ledger.leg],
         ARRAY[($1, 5000, 1, 0, 0)::ledger.count])`,
      [user.userId],
    );
    const { quota_awarded: award } = await checkIn(user);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: award - 4990 });
  });

  it('is refused while it is off, to disabled users and with a refused Turnstile token', async () => {
    const user = await makeUser(db);
    expect(await codeOf(checkIn(user, 0, 'bad'))).toBe('TURNSTILE_REFUSED');
    const disabled = await makeUser(db, { status: 2 });
    expect(await codeOf(checkIn(disabled))).toBe('CHECK_IN_DONE');
    await setOption('checkin_setting.enabled', 'false');
    const before = asked.length;
    expect(await codeOf(checkIn(user))).toBe('CHECK_IN_OFF');
    expect(await codeOf(calendar(user))).toBe('CHECK_IN_OFF');
    expect(asked).toHaveLength(before);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0 });
  });

  it('shows the month that is asked for, and no records for a malformed one', async () => {
    const user = await makeUser(db);
    for (const day of ['2026-10-31', '2026-11-01', '2026-11-02']) {
      await clock.set(`${day}T00:00:00Z`);
      await checkIn(user);
    }
    expect((await calendar(user)).stats.records.map((one) => one.checkin_date)).toEqual(['2026-11-02', '2026-11-01']);
    expect((await calendar(user, '2026-10')).stats).toMatchObject({ checkin_count: 1, total_checkins: 3 });
    expect((await calendar(user, 'never')).stats).toMatchObject({ checkin_count: 0, records: [], total_checkins: 3 });
  });
});

describe("the site's calendar", () => {
  /** Check-ins at each of these moments: the days that were awarded. */
  async function daysOf(zone: string, moments: readonly string[]): Promise<string[]> {
    await setOption('SiteTimeZone', zone);
    const user = await makeUser(db);
    const days: string[] = [];
    for (const moment of moments) {
      await clock.set(moment);
      const day = await checkIn(user).then(
        (made) => made.checkin_date,
        (error: { code: string }) => error.code,
      );
      days.push(day);
    }
    return days;
  }

  it.each([
    [
      'the 23 hours of the day on which Berlin’s clocks go forward',
      'Europe/Berlin',
      ['2027-03-27T22:59:59Z', '2027-03-27T23:00:00Z', '2027-03-28T21:59:59Z', '2027-03-28T22:00:00Z'],
      ['2027-03-27', '2027-03-28', 'CHECK_IN_DONE', '2027-03-29'],
    ],
    [
      'the 25 hours of the day on which they go back',
      'Europe/Berlin',
      [
        '2026-10-24T22:00:00Z',
        '2026-10-25T00:30:00Z',
        '2026-10-25T01:30:00Z',
        '2026-10-25T22:59:59Z',
        '2026-10-25T23:00:00Z',
      ],
      ['2026-10-25', 'CHECK_IN_DONE', 'CHECK_IN_DONE', 'CHECK_IN_DONE', '2026-10-26'],
    ],
    [
      'a midnight that does not exist',
      'America/Santiago',
      ['2026-09-06T03:59:59Z', '2026-09-06T04:00:00Z', '2026-09-07T02:59:59Z', '2026-09-07T03:00:00Z'],
      ['2026-09-05', '2026-09-06', 'CHECK_IN_DONE', '2026-09-07'],
    ],
    [
      'a leap day and the end of its month',
      'Asia/Shanghai',
      ['2028-02-28T15:59:59Z', '2028-02-28T16:00:00Z', '2028-02-29T15:59:59Z', '2028-02-29T16:00:00Z'],
      ['2028-02-28', '2028-02-29', 'CHECK_IN_DONE', '2028-03-01'],
    ],
  ])('counts as one day %s', async (_, zone, moments, days) => {
    expect(await daysOf(zone, moments)).toEqual(days);
  });

  it('follows the clock of the database, so a replica whose clock is 90 s ahead awards no second day', async () => {
    const user = await makeUser(db);
    await clock.set('2026-11-30T23:59:00Z');
    await checkIn(user, 0);
    const real = Date.now;
    Date.now = () => real() + 90_000;
    try {
      expect(await codeOf(checkIn(user, 1))).toBe('CHECK_IN_DONE');
    } finally {
      Date.now = real;
    }
  });
});
