import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '@tollgate/platform/metrics';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { ThrottleMetrics } from './throttle-metrics.js';
import { POLICIES } from './throttle-policy.js';
import { type Attempt, Throttle } from './throttle.js';

const caller = (ip = '192.0.2.1', browser?: string) => ({ ip, browser });
const browser = () => randomBytes(32).toString('base64url');

describe('Throttle', () => {
  let db: TestDatabase;
  /** Two replicas: each with a pool of its own. */
  let replicas: [Throttle, Throttle];
  let userId = 0;

  beforeAll(async () => {
    db = await testDatabase();
    replicas = [new Throttle(db.as('auth')), new Throttle(db.owner)];
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    const name = `u${randomBytes(6).toString('hex')}`;
    const insert = 'INSERT INTO auth.users (username, username_key) VALUES ($1, $1) RETURNING id';
    const [row] = await db.owner.query<{ id: number }>(insert, [name]);
    userId = row!.id;
    await db.owner.query('TRUNCATE auth.throttles');
  });

  /** One guess: reserves, "verifies" for a moment, and reports. Returns whether it was verified. */
  async function guess(throttle: Throttle, from = caller(), right = false): Promise<Attempt & { lock: Date | null }> {
    const attempt = await throttle.reserve('second_factor', { userId }, from);
    if (attempt.allowed) await new Promise((done) => setTimeout(done, 5));
    if (attempt.allowed && right) await throttle.passed(attempt);
    const lock = attempt.allowed && right ? null : await throttle.missed(attempt);
    return { ...attempt, lock };
  }
  const age = (by: string) =>
    db.owner.query(
      `UPDATE auth.throttles SET locked_until = locked_until - $1::interval, lease_until = lease_until - $1::interval,
              window_until = window_until - $1::interval, expires_at = expires_at - $1::interval`,
      [by],
    );

  it('of 60 parallel wrong codes over two replicas and many browsers, exactly 5 are verified', async () => {
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, i) => guess(replicas[i % 2]!, caller(`192.0.2.${i % 7}`, browser()))),
    );
    expect(all.filter((a) => a.allowed)).toHaveLength(5);
    const refused = all.filter((a) => !a.allowed);
    expect(refused.every((a) => a.lockedUntil instanceof Date)).toBe(true);
  });

  it('verifies at most the allowed share of 1,000 parallel passwords, and leaves other accounts alone', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        const throttle = replicas[i % 2]!;
        const attempt = await throttle.reserve('password', { userId }, caller(`198.51.100.${i % 50}`));
        await throttle.missed(attempt);
        return attempt;
      }),
    );
    expect(attempts.filter((a) => a.allowed)).toHaveLength(POLICIES.password.shared!.misses);
    const other = await replicas[0].reserve('password', { userId: userId + 1_000_000 }, caller('198.51.100.1'));
    expect(other.allowed).toBe(true);
  }, 60_000);

  it('accepts 40 parallel right passwords of one account', async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const throttle = replicas[i % 2]!;
        const attempt = await throttle.reserve('password', { userId }, caller());
        if (attempt.allowed) await throttle.passed(attempt);
        return attempt.allowed;
      }),
    );
    expect(all.filter(Boolean)).toHaveLength(40);
  });

  it('returns the lock of 300 seconds with the fifth miss', async () => {
    for (let i = 0; i < 4; i += 1) expect((await guess(replicas[0])).lock).toBeNull();
    const { lock } = await guess(replicas[1]);
    expect(lock!.getTime() - Date.now()).toBeGreaterThan(290_000);
    expect(lock!.getTime() - Date.now()).toBeLessThan(301_000);
  });

  it('allows all attempts again after a lock, doubles the next lock, and exceeds no hour', async () => {
    const lengths: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      for (let i = 0; i < 4; i += 1) expect(await guess(replicas[0])).toMatchObject({ allowed: true, lock: null });
      const { lock } = await guess(replicas[0]);
      lengths.push(Math.round((lock!.getTime() - Date.now()) / 1000));
      expect((await guess(replicas[1])).allowed).toBe(false);
      await age('1 hour 1 second');
    }
    expect(lengths.map((s) => Math.round(s / 10) * 10)).toEqual([300, 600, 1200, 2400, 3600, 3600]);
    await age('2 days');
    for (let i = 0; i < 4; i += 1) await guess(replicas[0]);
    const { lock } = await guess(replicas[0]);
    expect(lock!.getTime() - Date.now()).toBeLessThan(301_000);
  });

  it('strangers who renew the lock do not lock a known browser or a session of the user', async () => {
    const own = caller('192.0.2.9', browser());
    await replicas[0].rememberBrowser(db.owner, userId, own);
    for (let i = 0; i < 9; i += 1) await guess(replicas[0], caller('192.0.2.1', browser()));
    expect((await replicas[1].reserve('second_factor', { userId }, caller('192.0.2.9', browser()))).allowed).toBe(
      false,
    );
    expect((await guess(replicas[1], own, true)).allowed).toBe(true);
    expect((await replicas[1].reserve('second_factor', { userId, sessionId: 7 }, caller())).allowed).toBe(true);
    // and a known browser has five attempts of its own, no more
    for (let i = 0; i < 5; i += 1) expect((await guess(replicas[i % 2]!, own)).allowed).toBe(true);
    expect((await guess(replicas[0], own)).allowed).toBe(false);
  });

  it('resets the misses of an account after a right attempt, but not those of the client address', async () => {
    for (let i = 0; i < 4; i += 1) await guess(replicas[0]);
    await guess(replicas[1], caller(), true);
    for (let i = 0; i < 4; i += 1) expect((await guess(replicas[0])).lock).toBeNull();
    const text = `SELECT misses, reserved FROM auth.throttles WHERE kind = '@second_factor'`;
    expect(await db.owner.query(text)).toEqual([{ misses: 8, reserved: 0 }]);
  });

  it('counts an attempt whose outcome was never reported (a crash) as wrong', async () => {
    for (let i = 0; i < 5; i += 1) await replicas[0].reserve('second_factor', { userId }, caller());
    await age('31 seconds');
    const next = await replicas[1].reserve('second_factor', { userId }, caller());
    expect(next.allowed).toBe(false);
    expect(next.lockedUntil).toBeInstanceOf(Date);
  });

  it('locks a client address that tries many accounts, in every spelling, and no other; and not if that is off', async () => {
    const { misses } = POLICIES.second_factor.address;
    const tryOf = async (name: string, ip: string, throttle = replicas[0]) => {
      const attempt = await throttle.reserve('second_factor', { name }, caller(ip));
      await throttle.missed(attempt);
      return attempt.allowed;
    };
    for (let i = 0; i < misses; i += 1) expect(await tryOf(`n${i}`, `2001:db8:0:7::${i.toString(16)}`)).toBe(true);
    expect(await tryOf('another', '2001:0db8:0000:0007:ffff::1')).toBe(false);
    expect(await tryOf('another', '2001:db8:0:8::1')).toBe(true);
    expect(await tryOf('another', '2001:db8:0:7::1', new Throttle(db.as('auth'), false))).toBe(true);
    // a refusal by client address does not count for the account
    const rows = await db.owner.query(
      `SELECT max(reserved) AS reserved FROM auth.throttles WHERE kind = 'second_factor'`,
    );
    expect(rows).toEqual([{ reserved: 0 }]);
  });

  it('counts public attempts per network, and not at all if client addresses are not counted', async () => {
    const { misses } = POLICIES.mail_code.account;
    const tryOf = async (ip: string, throttle = replicas[0]) => {
      const attempt = await throttle.reserve('mail_code', { name: 'owner@example.com', perNetwork: true }, caller(ip));
      await throttle.missed(attempt);
      return attempt.allowed;
    };
    const burst = await Promise.all(
      Array.from({ length: 60 }, (_, i) => tryOf(`2001:db8:0:7::${i.toString(16)}`, replicas[i % 2])),
    );
    expect(burst.filter(Boolean)).toHaveLength(misses);
    expect(await tryOf('2001:db8:0:8::1')).toBe(true);
    const uncounted = new Throttle(db.as('auth'), false);
    for (let i = 0; i < 2 * misses; i += 1) expect(await tryOf('2001:db8:0:9::1', uncounted)).toBe(true);
  });

  it('deletes expired rows', async () => {
    await guess(replicas[0]);
    await age('3 days');
    await replicas[1].reserve('second_factor', { name: 'somebody else' }, caller('203.0.113.77'));
    const keys = await db.owner.query(`SELECT kind FROM auth.throttles WHERE expires_at < now()`);
    expect(keys).toEqual([]);
  });

  it('counts outcomes of attempts by kind only', async () => {
    const metrics = new Metrics();
    const counted = new Throttle(db.as('auth'), true, new ThrottleMetrics(metrics));
    const { misses } = POLICIES.second_factor.account;
    await guess(counted, caller(), true);
    for (let i = 0; i < misses + 2; i += 1) await guess(counted);
    const lines = (await metrics.text()).split('\n').filter((line) => line.includes('kind="second_factor"'));
    expect(
      lines.map((line) => line.replace('tollgate_credential_attempts_total{kind="second_factor",outcome=', '{')),
    ).toEqual(['{"passed"} 1', `{"missed"} ${misses - 1}`, '{"locked"} 1', '{"refused"} 2', '{"busy"} 0']);
  });
});
