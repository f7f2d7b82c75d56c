import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AppError, type Identity, Role } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { type Service, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { lockActor } from './lock-actor.js';
import { lockLowerTarget, lockTarget } from './lock-target.js';

const [ROOT, CHIEF, FIRST_USER, USERS] = [1, 2, 3, 200];

let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase();
  await db.owner.query(
    `INSERT INTO auth.users (username, username_key, role)
     SELECT 'u' || n, 'u' || n, CASE n WHEN ${ROOT} THEN ${Role.root} WHEN ${CHIEF} THEN ${Role.admin} ELSE ${Role.user} END
       FROM generate_series(1, ${USERS + 2}) n`,
  );
  await db.owner.query('CREATE TABLE public.actions ()');
  await db.owner.query('GRANT INSERT, SELECT ON public.actions TO PUBLIC');
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.owner.query('TRUNCATE public.actions');
  await db.owner.query(`UPDATE auth.users SET role = ${Role.admin}, status = 1, deleted_at = NULL WHERE id = ${CHIEF}`);
});

const identity = (userId: number, role: number) =>
  ({ userId, username: `u${userId}`, role, status: 1, group: 'default', sessionId: 1 }) as Identity;
const root = identity(ROOT, Role.root);
const chief = identity(CHIEF, Role.admin);

const LOCKS: [string, Service, (tx: Tx, target: number) => Promise<unknown>][] = [
  ['lockActor of the administration', 'admin', (tx) => lockActor(tx, chief, Role.admin)],
  ['lockActor of billing', 'billing', (tx) => lockActor(tx, chief, Role.admin)],
  ['lockTarget of the administration', 'admin', (tx, id) => lockTarget(tx, chief, id, 'UPDATE_OUTRANKS')],
  ['lockLowerTarget of auth', 'auth', (tx, id) => lockLowerTarget(tx, chief, id, 'UPDATE_OUTRANKS')],
];

async function countActions(): Promise<number> {
  const [row] = await db.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM public.actions');
  return row!.n;
}

/** Demotes the chief as root, and returns how many actions were committed when the demotion was. */
async function demote(): Promise<number> {
  return db.unitOfWork('admin').run(async (tx) => {
    await lockTarget(tx, root, CHIEF, 'UPDATE_OUTRANKS');
    await tx.query(`UPDATE auth.users SET role = ${Role.user} WHERE id = ${CHIEF}`);
    return countActions();
  });
}

describe.each(LOCKS)('%s', (_, service, lock) => {
  const act = (n: number) =>
    db.unitOfWork(service).run(async (tx) => {
      await lock(tx, FIRST_USER + n);
      // The pause makes the actions overlap, so that a shared lock would be held without a gap and the demotion would starve.
      await tx.query('INSERT INTO public.actions SELECT FROM pg_sleep(0.02)');
    });

  it('lets a demotion through a stream of actions, and no action after it', async () => {
    const before = Array.from({ length: 60 }, (_, n) => act(n));
    await Promise.race(before);
    const demotion = demote();
    const after = Array.from({ length: USERS - 60 }, (_, n) => act(60 + n));
    const doneAtDemotion = await demotion;
    const results = await Promise.allSettled([...before, ...after]);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as AppError] : []));
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['PERMISSION_DENIED']));
    expect(await countActions()).toBe(doneAtDemotion);
    expect(results.length - refused.length).toBe(doneAtDemotion);
  });

  it.each([
    ['demoted', `role = ${Role.user}`],
    ['disabled', 'status = 2'],
    ['deleted', 'deleted_at = now()'],
  ])('refuses an administrator who was %s since the request was admitted', async (_, change) => {
    await db.owner.query(`UPDATE auth.users SET ${change} WHERE id = ${CHIEF}`);
    await expect(act(0)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await countActions()).toBe(0);
  });
});

it('lockActor returns the role of the row, not that of the request', async () => {
  const stale = identity(CHIEF, Role.root);
  expect(await db.unitOfWork('admin').run((tx) => lockActor(tx, stale, Role.admin))).toBe(Role.admin);
  const asRoot = db.unitOfWork('admin').run((tx) => lockActor(tx, stale, Role.root));
  await expect(asRoot).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
