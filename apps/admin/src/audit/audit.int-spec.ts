import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Log } from '@tollgate/platform/log';
import { Records } from '@tollgate/audit-log';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { Sealer } from './sealer.js';
import { Verifier } from './verifier.js';

let db: TestDatabase;
let repository: AuditRepository;
let sealer: Sealer;
let verifier: Verifier;
const records = new Records();
const log = new Log('test', true, () => undefined);

beforeEach(async () => {
  db = await testDatabase();
  repository = new AuditRepository(db.as('admin'));
  sealer = sealerWith('one');
  verifier = verifierWith('one');
  await happen(5);
});
afterEach(() => db.close());

const sealerWith = (...list: string[]) => new Sealer(db.unitOfWork('admin'), repository, new Secrets(list), log);
const verifierWith = (...list: string[]) => new Verifier(repository, new Secrets(list));

async function happen(times: number, service: 'auth' | 'billing' | 'admin' = 'admin') {
  for (let i = 0; i < times; i += 1) {
    await db.unitOfWork(service).run((tx) =>
      records.audit(tx, {
        actor: { userId: i + 1, username: `u${i}` },
        action: 'user.update',
        target: { type: 'user', id: i },
        before: { remark: '' },
        after: { remark: `x${i}` },
        reason: 'why not',
        caller: { ip: '192.0.2.1', userAgent: 'spec', requestId: `r${i}` },
      }),
    );
  }
}

/** Changes history as the owner of the database could. */
async function tamper(sql: string) {
  for (const table of ['audit_events', 'audit_seals', 'audit_values']) {
    await db.owner.query(`ALTER TABLE admin.${table} DISABLE TRIGGER USER`);
  }
  await db.owner.query(sql);
}

describe('sealing', () => {
  it('covers every event once if several sealers work and several services write', async () => {
    await happen(5, 'auth');
    await Promise.all([sealer.seal(), sealerWith('one').seal(), sealerWith('one').seal()]);
    await happen(3, 'billing');
    await sealer.seal();
    expect(await verifier.verify()).toMatchObject({ intact: true, seals: 2, events: 13, unsealed: 0, problems: [] });
    expect(await sealer.seal()).toBe(0);
  });

  it('survives a new key in front, and notices a missing one', async () => {
    await sealer.seal();
    await happen(1);
    await sealerWith('two', 'one').seal();
    expect((await verifierWith('two', 'one').verify()).intact).toBe(true);
    expect((await verifierWith('two').verify()).intact).toBe(false);
  });

  it('survives the erasure of values, and shows the event as erased', async () => {
    await sealer.seal();
    await db.as('admin').query(`DELETE FROM admin.audit_values WHERE event_id = 2`);
    expect((await verifier.verify()).intact).toBe(true);
    const { items } = await new AuditService(repository).list({ p: 1, page_size: 20 });
    expect(items.find(({ id }) => id === 2)).toMatchObject({
      erased: true,
      before: null,
      reason: '',
      ip: '',
      actor: '',
    });
  });
});

describe('verification notices', () => {
  beforeEach(async () => {
    await sealer.seal();
    await happen(2);
    await sealer.seal();
  });

  it.each([
    ['a changed event', `UPDATE admin.audit_events SET actor_id = 9 WHERE id = 3`, 1, 'does not match'],
    [
      'a changed time',
      `UPDATE admin.audit_events SET created_at = created_at - interval '1 us' WHERE id = 3`,
      1,
      'does not match',
    ],
    ['a removed event', `DELETE FROM admin.audit_events WHERE id = 3`, 1, 'event 3 is missing'],
    [
      'changed values',
      `UPDATE admin.audit_values SET detail = replace(detail, 'x1', 'x2') WHERE event_id = 2`,
      1,
      'were changed',
    ],
    [
      'an event slipped in',
      `INSERT INTO admin.audit_events (action, target_type, digest) SELECT action, target_type, digest FROM admin.audit_events WHERE id = 1`,
      0,
      '8 events',
    ],
    ['a removed seal', `DELETE FROM admin.audit_seals WHERE id = 1`, 2, 'missing'],
    ['a forged seal', `UPDATE admin.audit_seals SET event_ids = event_ids[1:1] WHERE id = 2`, 2, 'does not match'],
  ])('%s', async (_what, sql, seal, problem) => {
    await tamper(sql);
    const verdict = await verifier.verify();
    expect(verdict.intact).toBe(false);
    expect(
      verdict.problems
        .filter((p) => p.seal === seal)
        .map((p) => p.problem)
        .join(),
    ).toContain(problem);
  });
});

it('is listed newest first, by filter', async () => {
  const audit = new AuditService(repository);
  const ids = async (filter: object) =>
    (await audit.list({ p: 1, page_size: 20, ...filter })).items.map(({ id }) => id);
  expect(await ids({})).toEqual([5, 4, 3, 2, 1]);
  expect(await ids({ actor_id: 2 })).toEqual([2]);
  expect(await ids({ target_type: 'user', target_id: '3' })).toEqual([4]);
  expect(await ids({ action: 'user.' })).toHaveLength(5);
  expect(await ids({ action: 'user%' })).toEqual([]);
  expect(await ids({ request_id: 'r0' })).toEqual([1]);
  expect(await ids({ end_timestamp: 1 })).toEqual([]);
  expect(await ids({ p: 2, page_size: 2 })).toEqual([3, 2]);
  expect(await audit.list({ p: 1_000_000_000, page_size: 100 })).toMatchObject({ items: [], total: 5 });
  const { items } = await audit.list({ p: 1, page_size: 1 });
  expect(items[0]).toMatchObject({
    actor: 'u4',
    before: { remark: '' },
    after: { remark: 'x4' },
    reason: 'why not',
    ip: '192.0.2.1',
    erased: false,
  });
});
