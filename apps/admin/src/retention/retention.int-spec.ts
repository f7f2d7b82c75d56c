import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogType, Records } from '@tollgate/audit-log';
import { Options } from '@tollgate/options';
import { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { AuditCut } from '../audit/audit-cut.js';
import { AuditRepository } from '../audit/audit.repository.js';
import { Sealer } from '../audit/sealer.js';
import { Verifier } from '../audit/verifier.js';
import { LogCut } from '../logs/log-cut.js';
import { LogsRepository } from '../logs/logs.repository.js';
import { UsageRepository } from '../logs/usage.repository.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { SWEEPS, TABLES } from './sweeps.js';

const records = new Records();
const secrets = new Secrets(['a secret of the test that is long enough']);
const log = new Log('test', true, () => undefined);

/** Retention and the audit trail on one database. */
function retentionOn(db: TestDatabase) {
  const [database, work] = [db.as('admin'), db.unitOfWork('admin')];
  const repository = new RetentionRepository(database);
  const audit = new AuditRepository(database);
  const options = new Options(database, secrets, log);
  const logs = new LogCut(new LogsRepository(database), new UsageRepository(database), records, work);
  const cut = new AuditCut(audit, records, secrets, work);
  return {
    repository,
    retention: new RetentionService(repository, cut, logs, options),
    sealer: new Sealer(work, audit, secrets, log),
    verifier: new Verifier(audit, secrets),
    setOption: async (key: string, value: string) => {
      await db.owner.query(
        'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [key, value],
      );
      await db.owner.query('UPDATE admin.option_version SET version = version + 1');
      await options.refresh();
    },
  };
}

let db: TestDatabase;
let on: ReturnType<typeof retentionOn>;
beforeAll(async () => {
  db = await testDatabase();
  on = retentionOn(db);
});
afterAll(() => db.close());

const count = async (table: string) =>
  (await db.owner.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`))[0]!.rows;

describe('the list of tables', () => {
  it('names every table that requests can add rows to, so that a new table states how it is bounded', async () => {
    const rows = await db.owner.query<{ name: string }>(`
      SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('admin', 'auth', 'billing', 'ledger', 'platform') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       ORDER BY 1`);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(TABLES).sort());
  });

  it('has one rule in the database for each sweep, and no other', async () => {
    const rules = await db.owner.query<{ name: string }>(
      'SELECT name FROM unnest($1::text[]) name WHERE (admin.sweep_rule(name)).relation IS NULL',
      [SWEEPS],
    );
    expect(rules).toEqual([]);
    await expect(db.as('admin').query(`SELECT admin.sweep('users', 1)`)).rejects.toThrow('no sweep is named users');
  });
});

describe('a sweep', () => {
  it('deletes what has expired, keeps what has not, and shows what is left', async () => {
    const [user] = await db.owner.query<{ id: number }>(
      `INSERT INTO auth.users (username, username_key) VALUES ('swept', 'swept') RETURNING id`,
    );
    await db.owner.query('SELECT ledger.open($1)', [user!.id]);
    await db.owner.query(
      `INSERT INTO auth.sessions (user_id, expires_at) SELECT $1, now() + make_interval(days => d) FROM unnest(ARRAY[-40, -2, 1]) d`,
      [user!.id],
    );
    await db.owner.query(
      `INSERT INTO auth.mail_codes (purpose, address_key, code_hash, expires_at)
       SELECT 'verification', 'a' || d, '\\x00', now() + make_interval(days => d) FROM unnest(ARRAY[-1, 1]) d`,
    );
    await db.owner.query(
      `INSERT INTO auth.api_keys (user_id, lookup, sealed, deleted_at)
       SELECT $1, sha256(convert_to(d::text, 'UTF8')), '\\x00', now() + make_interval(days => d) FROM unnest(ARRAY[-100, -5]) d`,
      [user!.id],
    );
    await db.owner.query(
      `INSERT INTO ledger.keys (key_id, user_id, remain_quota, unlimited) SELECT id, user_id, 0, false FROM auth.api_keys`,
    );
    const removed = await on.retention.sweep();
    expect(removed).toMatchObject({ sessions: 2, mail_codes: 1, api_keys: 1, pending_logins: 0, mail_jobs: 0 });
    expect([await count('auth.sessions'), await count('auth.api_keys'), await count('ledger.keys')]).toEqual([1, 1, 1]);
    expect((await on.retention.sweep()).sessions).toBe(0);
    const swept = await on.repository.swept();
    expect(swept.map(({ name }) => name)).toEqual([...SWEEPS].sort());
    expect(swept.find(({ name }) => name === 'sessions')).toMatchObject({ removed: 2, remaining: 0 });
  });

  it('deletes exhausted jobs of mail, whose payload holds an address, and no others', async () => {
    const add = (task: string) =>
      db.owner.query(`SELECT graphile_worker.add_job($1, '{"address":"a@example.com"}', max_attempts => 1)`, [task]);
    await add('mail.code');
    await add('orders.check');
    await db.owner.query(`UPDATE graphile_worker._private_jobs SET attempts = 1, run_at = now() - interval '8 days'`);
    expect((await on.retention.sweep()).mail_jobs).toBe(1);
    const left = await db.owner.query(`SELECT FROM graphile_worker._private_jobs WHERE attempts >= max_attempts`);
    expect(left).toHaveLength(1);
    await db.owner.query('DELETE FROM graphile_worker._private_jobs WHERE attempts >= max_attempts');
  });
});

describe('the retention options', () => {
  const happen = async (action: `${string}.${string}`, times: number) => {
    await db.unitOfWork('admin').run(async (tx) => {
      for (let n = 0; n < times; n += 1) {
        const caller = { ip: '192.0.2.1', userAgent: 'spec', requestId: `r${n}` };
        await records.audit(tx, { actor: null, action, target: { type: 'user', id: n }, reason: 'why', caller });
      }
    });
    await on.sealer.seal();
  };
  /** Moves rows of the trail into the past, as the owner of the database could; the seals still hold the first time. */
  const inThePast = async (table: string, column: string) => {
    await db.owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await db.owner.query(`UPDATE ${table} SET ${column} = ${column} - interval '40 days'`);
    await db.owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  };

  it('keep the audit trail, the security log and the log lines if they are 0', async () => {
    await happen('security.login_refused', 3);
    const before = [await count('admin.audit_events'), await count('admin.audit_values')];
    expect(await on.retention.cut()).toEqual({ logs: 0, security_log: 0, audit: 0 });
    expect([await count('admin.audit_events'), await count('admin.audit_values')]).toEqual(before);
  });

  it('cut whole seals of the audit trail, and verification goes on from the sealed head', async () => {
    await happen('user.update', 4);
    await inThePast('admin.audit_seals', 'sealed_at');
    await happen('user.update', 2);
    expect(await on.verifier.verify()).toMatchObject({ intact: true, events: 9, cut: 0 });
    await on.setOption('RetentionAuditDays', '30');
    expect(await on.retention.cut()).toMatchObject({ audit: 7 });
    await on.setOption('RetentionAuditDays', '0');
    expect(await on.verifier.verify()).toMatchObject({ intact: true, events: 2, cut: 7, unsealed: 1 });
    await happen('user.update', 1);
    // the cut is an event of the trail itself
    expect(await on.verifier.verify()).toMatchObject({ intact: true, events: 4, cut: 7, problems: [] });
    await expect(db.owner.query('DELETE FROM admin.audit_events')).rejects.toThrow('append-only');
    await expect(db.as('admin').query('DELETE FROM admin.audit_seals')).rejects.toThrow();
  });

  it('do not hide a cut that this product did not make', async () => {
    await db.owner.query('UPDATE admin.audit_heads SET total = total - 1');
    expect((await on.verifier.verify()).problems.map(({ problem }) => problem)).toContain(
      'the head of the trail does not match its digest',
    );
    await db.owner.query('UPDATE admin.audit_heads SET total = total + 1');
    expect((await on.verifier.verify()).intact).toBe(true);
  });

  it('keep the newest seal however old it is, because the next one is chained to it', async () => {
    await inThePast('admin.audit_seals', 'sealed_at');
    await on.setOption('RetentionAuditDays', '30');
    await on.retention.cut();
    await on.retention.cut();
    await on.setOption('RetentionAuditDays', '0');
    await happen('user.update', 1);
    expect(await on.verifier.verify()).toMatchObject({ intact: true });
    expect(await count('admin.audit_seals')).toBeGreaterThan(0);
  });

  it('erase the values of old security events, and no values of other events', async () => {
    await happen('security.login_refused', 3);
    await happen('user.update', 3);
    const values = await count('admin.audit_values');
    await inThePast('admin.audit_events', 'created_at');
    await on.setOption('RetentionSecurityLogDays', '30');
    expect(await on.retention.cut()).toMatchObject({ security_log: 3 });
    await on.setOption('RetentionSecurityLogDays', '0');
    expect(await count('admin.audit_values')).toBe(values - 3);
  });

  it('cut log lines by days', async () => {
    await db.unitOfWork('admin').run((tx) => records.log(tx, { userId: 1, type: LogType.management, content: 'new' }));
    await db.owner.query(
      `INSERT INTO admin.logs (user_id, type, content, username, created_at) VALUES (1, 3, 'old', '', now() - interval '40 days')`,
    );
    await on.setOption('RetentionLogDays', '30');
    expect(await on.retention.cut()).toMatchObject({ logs: 1 });
    expect(await db.owner.query('SELECT content FROM admin.logs')).toEqual([{ content: 'new' }]);
  });
});
