import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { Limiter } from './limiter.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const limiter = (count: number, seconds: number) => {
  const limit = { count, seconds };
  return new Limiter(db.as('auth'), { critical: limit, mail: limit, letters: limit, letters_hour: limit });
};
const age = (seconds: number) =>
  db.owner.query(
    `UPDATE platform.limits
        SET hits = ARRAY(SELECT hit - make_interval(secs => $1) FROM unnest(hits) AS hit ORDER BY 1),
            expires_at = expires_at - make_interval(secs => $1)`,
    [seconds],
  );

async function accepted(attempts: readonly Promise<void>[]): Promise<number> {
  const settled = await Promise.allSettled(attempts);
  return settled.filter(({ status }) => status === 'fulfilled').length;
}

describe('Limiter', () => {
  it('takes exactly the count of two hundred at once', async () => {
    const limit = limiter(20, 60);
    expect(await accepted(Array.from({ length: 200 }, () => limit.take('critical', 'rush')))).toBe(20);
  });

  it('counts keys and names apart', async () => {
    const limit = limiter(1, 60);
    await limit.take('critical', 'a');
    await limit.take('critical', 'b');
    await limit.take('mail', 'a');
    await expect(limit.take('mail', 'a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('reports the wait without a refusal if the caller must not see one', async () => {
    const limit = limiter(2, 60);
    const all = await Promise.all(Array.from({ length: 5 }, () => limit.admits('letters', 'quiet')));
    expect(all.filter((admitted) => admitted)).toHaveLength(2);
  });

  it('slides: each call makes room when it is as old as the window, and refused calls take none', async () => {
    const limit = limiter(2, 100);
    await limit.take('critical', 'slide');
    await age(60);
    await limit.take('critical', 'slide');
    await expect(limit.take('critical', 'slide')).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 40 });
    await age(41);
    await limit.take('critical', 'slide');
    await expect(limit.take('critical', 'slide')).rejects.toMatchObject({ retryAfter: 59 });
  });

  it('lets the call through after the seconds it named', async () => {
    const limit = limiter(1, 1);
    await limit.take('critical', 'wait');
    await expect(limit.take('critical', 'wait')).rejects.toMatchObject({ retryAfter: 1 });
    await sleep(1000);
    await limit.take('critical', 'wait');
  });

  it('heeds a count that was lowered', async () => {
    await Promise.all(Array.from({ length: 5 }, () => limiter(5, 100).take('critical', 'lowered')));
    await age(10);
    await expect(limiter(2, 100).take('critical', 'lowered')).rejects.toMatchObject({ retryAfter: 90 });
  });

  it('is off with a count of zero', async () => {
    const limit = limiter(0, 60);
    expect(await accepted(Array.from({ length: 5 }, () => limit.take('critical', 'off')))).toBe(5);
  });

  it('removes what has run out', async () => {
    await db.owner.query('TRUNCATE platform.limits');
    const limit = limiter(1, 10);
    for (let n = 0; n < 15; n += 1) await limit.take('critical', `old ${n}`);
    await age(11);
    await limit.take('critical', 'new 1');
    await limit.take('critical', 'new 2');
    const rows = await db.owner.query<{ key: string }>('SELECT key FROM platform.limits ORDER BY key');
    expect(rows).toEqual([{ key: 'new 1' }, { key: 'new 2' }]);
  });
});
