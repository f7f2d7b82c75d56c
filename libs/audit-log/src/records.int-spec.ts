import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { Records } from './records.js';

const records = new Records();
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.owner.query(`INSERT INTO auth.users (username, username_key) VALUES ('alice', 'alice')`);
});
afterAll(() => db.close());

const entry = { actor: null, action: 'user.update', target: { type: 'user', id: 1 }, caller: null } as const;

describe('records', () => {
  it.each(['auth', 'billing', 'admin'] as const)(
    'are written by %s in its own transaction, or not at all',
    async (service) => {
      const work = db.unitOfWork(service);
      await work.run(async (tx) => {
        await records.log(tx, { userId: 1, type: 4, content: `from ${service}`, other: { a: 1 } });
        await records.audit(tx, { ...entry, reason: service });
      });
      const failed = work.run(async (tx) => {
        await records.log(tx, { userId: 1, type: 4, content: `never from ${service}` });
        await records.audit(tx, { ...entry, reason: `never ${service}` });
        throw new Error('rolled back');
      });
      await expect(failed).rejects.toThrow('rolled back');
      const lines = await db.owner.query('SELECT content, username, other FROM admin.logs WHERE content LIKE $1', [
        `%from ${service}`,
      ]);
      expect(lines).toEqual([{ content: `from ${service}`, username: 'alice', other: '{"a":1}' }]);
      const events = await db.owner.query('SELECT detail FROM admin.audit_values WHERE detail LIKE $1', [
        `%${service}%`,
      ]);
      expect(events).toHaveLength(1);
    },
  );

  it('go to this month’s partition, and what fell into the default one moves when a partition is made', async () => {
    const [line] = await db.owner.query<{ part: string }>(
      'SELECT tableoid::regclass::text AS part FROM admin.logs LIMIT 1',
    );
    expect(line?.part).toMatch(/^admin\.logs_\d{4}_\d{2}$/);
    await db.owner.query(
      `INSERT INTO admin.logs (user_id, type, created_at) VALUES (9, 4, now() + interval '5 months')`,
    );
    expect(await db.owner.query('SELECT count(*)::int AS n FROM admin.logs_default')).toEqual([{ n: 1 }]);
    await db.as('admin').query('SELECT admin.ensure_log_partitions(6)');
    expect(await db.owner.query('SELECT count(*)::int AS n FROM admin.logs_default')).toEqual([{ n: 0 }]);
    expect(await db.owner.query('SELECT count(*)::int AS n FROM admin.logs WHERE user_id = 9')).toEqual([{ n: 1 }]);
  });

  it('of the past go by the month, whole ones at once, and only before the given time', async () => {
    await db.owner.query(
      `INSERT INTO admin.logs (user_id, type, created_at) SELECT 7, 4, now() - make_interval(hours => h) FROM generate_series(1, 20) h`,
    );
    const before = `SELECT count(*)::int AS n FROM admin.logs WHERE user_id = 7 AND created_at >= now() - interval '10 hours 30 minutes'`;
    const [kept] = await db.owner.query<{ n: number }>(before);
    const purge = `SELECT admin.purge_logs(now() - interval '10 hours 30 minutes', 5) AS gone`;
    expect(await db.as('admin').query(purge)).toEqual([{ gone: 5 }]);
    expect(await db.as('admin').query(purge)).toEqual([{ gone: 5 }]);
    expect(await db.as('admin').query(purge)).toEqual([{ gone: 0 }]);
    expect(await db.owner.query(before)).toEqual([kept]);
    const future = `SELECT admin.purge_logs(now() + interval '1 year', 1000) AS gone`;
    const [{ gone } = { gone: 0 }] = await db.as('admin').query<{ gone: number }>(future);
    expect(gone).toBeGreaterThan(10);
    expect(await db.owner.query('SELECT count(*)::int AS n FROM admin.logs')).toEqual([{ n: 0 }]);
    await db.as('billing').query('INSERT INTO admin.logs (user_id, type) VALUES (1, 2)');
  });

  it('of the audit trail cannot be changed by anybody, and not be read by those who only write', async () => {
    for (const change of [
      'UPDATE admin.audit_events SET actor_id = 2',
      'DELETE FROM admin.audit_events',
      'TRUNCATE admin.audit_events',
    ]) {
      await expect(db.owner.query(change)).rejects.toThrow('append-only');
      await expect(db.as('admin').query(change)).rejects.toThrow('permission denied');
    }
    await expect(db.owner.query(`UPDATE admin.audit_values SET detail = ''`)).rejects.toThrow('append-only');
    await expect(db.as('billing').query('SELECT detail FROM admin.audit_values')).rejects.toThrow('permission denied');
    await expect(db.as('auth').query('SELECT * FROM admin.logs')).rejects.toThrow('permission denied');
  });
});
