import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { Log } from '../log/index.js';
import { Metrics } from '../metrics/index.js';
import { job, type JobRun } from './job.js';
import { JobMetrics } from './job-metrics.js';
import { Jobs } from './jobs.js';
import { type RegisteredHandler, Worker } from './worker.js';

const SEND = job<{ to: string }>('tests.send');

let db: TestDatabase;
const jobs = new Jobs();
const silent = new Log('billing', true, () => undefined);
let worker: Worker | undefined;
beforeAll(async () => {
  db = await testDatabase();
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});
afterAll(() => db.close());

async function work(handle: (payload: { to: string }, run: JobRun) => Promise<void>): Promise<void> {
  const handlers = [{ name: SEND.name, handle }] as unknown as RegisteredHandler[];
  worker = new Worker(handlers, { url: db.url, service: 'billing' }, 5, silent);
  await worker.start();
}

async function until(condition: () => boolean, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; !condition(); await sleep(20)) {
    if (Date.now() > end) throw new Error('it did not happen in time');
  }
}

const add = (to: string, options = {}) => db.unitOfWork('auth').run((tx) => jobs.add(tx, SEND, { to }, options));

describe('jobs', () => {
  it('run once what a committed transaction added, and nothing of one that was rolled back', async () => {
    const ran: string[] = [];
    await work(async ({ to }) => void ran.push(to));
    const undone = db.unitOfWork('auth').run(async (tx) => {
      await jobs.add(tx, SEND, { to: 'nobody' });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    await Promise.all(Array.from({ length: 20 }, (_, n) => add(`user ${n}`)));
    await until(() => ran.length >= 20);
    await sleep(100);
    expect(ran.sort()).toEqual(Array.from({ length: 20 }, (_, n) => `user ${n}`).sort());
  });

  it('start at once, by notification', async () => {
    let began = 0;
    await work(() => Promise.resolve(void (began = performance.now())));
    await sleep(300);
    const added = performance.now();
    await add('x');
    await until(() => began > 0);
    expect(began - added).toBeLessThan(1000);
  });

  it('are tried again after a failure, later each time', async () => {
    const attempts: number[] = [];
    await work((_payload, { attempt }) => {
      attempts.push(attempt);
      return attempt === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve();
    });
    await add('x');
    await until(() => attempts.length > 0);
    await until(() => attempts.length > 1, 15_000);
    expect(attempts).toEqual([1, 2]);
  });

  it('with one key are one job, as it was added last', async () => {
    const ran: string[] = [];
    const soon = new Date(Date.now() + 500);
    await add('first', { key: 'k', runAt: soon });
    await add('second', { key: 'k', runAt: soon });
    await work(async ({ to }) => void ran.push(to));
    await until(() => ran.length > 0);
    await sleep(300);
    expect(ran).toEqual(['second']);
  });

  it('go on after every connection was lost', async () => {
    const ran: string[] = [];
    await work(async ({ to }) => void ran.push(to));
    await db.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tollgate-billing' AND datname = current_database()`,
    );
    await add('after');
    await until(() => ran.length > 0, 20_000);
    expect(ran).toEqual(['after']);
  });

  it('go on where the database went away under the very first query of the worker', async () => {
    const ran: string[] = [];
    await db.owner.query('REVOKE INSERT ON graphile_worker._private_tasks FROM tollgate_billing');
    await work(async ({ to }) => void ran.push(to));
    await sleep(500);
    await db.owner.query('GRANT INSERT ON graphile_worker._private_tasks TO tollgate_billing');
    await add('after all');
    await until(() => ran.length > 0, 20_000);
    expect(ran).toEqual(['after all']);
  });

  it('do not wait for a server that accepts a connection and sends nothing', async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const url = `postgres://x:y@127.0.0.1:${(mute.address() as AddressInfo).port}/z`;
    const handler = { name: SEND.name, handle: () => Promise.resolve() } as unknown as RegisteredHandler;
    const lost = new Worker([handler], { url, service: 'billing' }, 5, silent);
    try {
      const began = performance.now();
      await expect(lost.start()).rejects.toThrow('timeout');
      expect(performance.now() - began).toBeLessThan(10_000);
    } finally {
      await lost.stop();
      for (const socket of sockets) socket.destroy();
      mute.close();
    }
  });

  it('of a process that was killed go to another', async () => {
    await add('orphan');
    await add('in work');
    await db.owner.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'gone', locked_at = now() - interval '11 minutes'
        WHERE payload ->> 'to' = 'orphan'`,
    );
    await db.owner.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'other', locked_at = now() - interval '9 minutes'
        WHERE payload ->> 'to' = 'in work'`,
    );
    const ran: string[] = [];
    await work(async ({ to }) => void ran.push(to));
    await until(() => ran.length > 0);
    await sleep(300);
    expect(ran).toEqual(['orphan']);
    await db.owner.query('DELETE FROM graphile_worker._private_jobs');
  });

  it('are finished before the worker has stopped', async () => {
    let state = 'waiting';
    await work(async () => {
      state = 'running';
      await sleep(400);
      state = 'done';
    });
    await add('x');
    await until(() => state === 'running');
    await worker?.stop();
    worker = undefined;
    expect(state).toBe('done');
  });

  it('name the request they follow from in every line of the log, and not in what they carry', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = new Log('billing', true, (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
    const got: { payload: object; requestId: string | undefined }[] = [];
    const handle = async (payload: { to: string }, { requestId }: JobRun) => {
      got.push({ payload, requestId });
      throw new Error('no');
    };
    const handlers = [{ name: SEND.name, handle }] as unknown as RegisteredHandler[];
    worker = new Worker(handlers, { url: db.url, service: 'billing' }, 5, log);
    await worker.start();
    await add('x', { requestId: 'the-request-of-a-job' });
    await until(() => lines.length > 0);
    expect(got).toEqual([{ payload: { to: 'x' }, requestId: 'the-request-of-a-job' }]);
    expect(lines[0]).toMatchObject({ event: 'job failed and will be retried', requestId: 'the-request-of-a-job' });
  });

  it('are shown: how each run ended, what waits, and for how long', async () => {
    const metrics = new Metrics();
    const shown = new JobMetrics(metrics, 'billing', [SEND.name]);
    shown.watch(db.unitOfWork('billing'));
    const handlers = [
      {
        name: SEND.name,
        handle: ({ to }: { to: string }) => (to === 'nobody' ? Promise.reject(new Error('no')) : Promise.resolve()),
      },
    ] as unknown as RegisteredHandler[];
    await db.owner.query('DELETE FROM graphile_worker._private_jobs');
    worker = new Worker(handlers, { url: db.url, service: 'billing' }, 5, silent, shown);
    await worker.start();
    const given = job<{ to: string }>('tests.send', { attempts: 1 });
    await db.unitOfWork('auth').run((tx) => jobs.add(tx, given, { to: 'nobody' }));
    await Promise.all([add('x'), add('y'), add('nobody'), add('x', { runAt: new Date(Date.now() + 60_000) })]);
    const runs = async (outcome: string) => {
      const line = `tollgate_job_runs_total{service="billing",task="tests.send",outcome="${outcome}"} `;
      return (await metrics.registry.getSingleMetricAsString('tollgate_job_runs_total')).split(line)[1]?.split('\n')[0];
    };
    for (
      const end = Date.now() + 10_000;
      (await runs('done')) !== '2' || (await runs('failed')) !== '1';
      await sleep(20)
    )
      if (Date.now() > end) throw new Error('they did not run');
    await worker.stop();
    worker = undefined;
    await db.owner.query(
      `INSERT INTO graphile_worker._private_jobs (task_id, run_at)
       SELECT id, now() - interval '100 seconds' FROM graphile_worker._private_tasks WHERE identifier = $1`,
      [SEND.name],
    );
    const text = await metrics.text();
    expect(await runs('exhausted')).toBe('1');
    for (const [state, count] of Object.entries({ ready: 1, later: 1, running: 0, retrying: 1, exhausted: 1 })) {
      expect(text).toContain(`tollgate_jobs{service="billing",task="tests.send",state="${state}"} ${count}\n`);
    }
    const lag = Number(/tollgate_job_lag_seconds\{[^}]*\} (\S+)/.exec(text)?.[1]);
    expect(lag).toBeGreaterThanOrEqual(100);
    expect(lag).toBeLessThan(130);
    expect(text).toContain('tollgate_reading_up{service="billing",reading="jobs"} 1');
  });
});
