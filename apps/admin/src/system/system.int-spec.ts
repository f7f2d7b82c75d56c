import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Records } from '@tollgate/audit-log';
import type { MeshClient } from '@tollgate/platform/rpc';
import { administration, type Administration } from '../testing/administration.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { SystemRepository } from './system.repository.js';
import { SystemService } from './system.service.js';

let admin: Administration;
let connected = true;
let system: SystemService;
beforeAll(async () => {
  admin = await administration();
  const database = admin.db.as('admin');
  const mesh = { connected: () => connected } as unknown as MeshClient;
  system = new SystemService(new SystemRepository(database), new AuditRepository(database), admin.options, mesh);
});
afterAll(() => admin.close());

async function set(key: string, value: string) {
  await admin.db.owner.query(
    'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2',
    [key, value],
  );
  await admin.db.owner.query('UPDATE admin.option_version SET version = version + 1');
  await admin.options.refresh();
}

it('finds every part at work', async () => {
  expect(await system.test()).toMatchObject({
    ok: true,
    database: { ok: true },
    nats: { ok: true, detail: 'connected' },
    mail: { ok: true, detail: 'not configured' },
    jobs: { ok: true },
    audit: { ok: true, detail: 'sealed' },
  });
});

it('tells of a mail server that is gone, a late job, a late seal and a lost bus', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await set('SMTPServer', '127.0.0.1');
  await set('SMTPPort', String((server.address() as AddressInfo).port));
  expect((await system.test()).mail.ok).toBe(true);
  await new Promise((resolve) => server.close(resolve));

  await admin.db.owner.query(`SELECT graphile_worker.add_job('test.never', run_at := now() - interval '2 minutes')`);
  await admin.db
    .unitOfWork('admin')
    .run((tx) =>
      new Records().audit(tx, { actor: null, action: 'user.test', target: { type: 'user', id: 1 }, caller: null }),
    );
  await admin.db.owner.query('ALTER TABLE admin.audit_events DISABLE TRIGGER USER');
  await admin.db.owner.query(`UPDATE admin.audit_events SET created_at = now() - interval '1 minute'`);
  connected = false;
  const { ok, mail, jobs, audit, nats } = await system.test();
  expect([ok, mail.ok, jobs.ok, audit.ok, nats.ok]).toEqual([false, false, false, false, false]);
  expect(jobs.detail).toMatch(/^1 due, the oldest for 12\d s; 0 failed/);
});
