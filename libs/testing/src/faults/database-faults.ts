import { setTimeout as sleep } from 'node:timers/promises';
import type { Loss } from './database-server.js';
import type { Fault } from './fault.js';
import type { Replicas } from './replicas.js';
import { whyNoSmallDisk } from './small-disk.js';

const FROZEN_MS = 3000;
const HELD_MS = 4000;
const FULL_MS = 2000;
/** The wait of a request for connections and locks (1.2 s), and the way there and back of one of 64 concurrent ones. */
const PROMPT_MS = 2000;
/** Until it is noticed that a primary is gone, and from the first connection to its standby until that is promoted. */
const NOTICED_MS = 1500;
const UNPROMOTED_MS = 2000;
/** Writes that an asynchronous standby misses. */
const LAG_MS = 1500;
const AWAY_MS = 8000;
const JOB_MS = 10_000;

/** SIGKILL of its first process, or the immediate shutdown of `pg_ctl`. */
export function databaseCrashed(signal: 'SIGKILL' | 'SIGQUIT'): Fault {
  return {
    name: signal === 'SIGKILL' ? 'PostgreSQL killed' : 'PostgreSQL stopped at once',
    async run({ database }) {
      await database.crash(signal);
      return [];
    },
  };
}

export const databaseFrozen: Fault = {
  name: `PostgreSQL frozen for ${FROZEN_MS / 1000} s`,
  async run({ database }) {
    await database.freeze(FROZEN_MS);
    return [];
  },
};

/** A foreign lock holds every connection of every pool, and many more requests wait than there are connections. */
export const poolsExhausted: Fault = {
  name: 'pools exhausted',
  clients: 64,
  bites: true,
  promptMs: PROMPT_MS,
  async run({ db }) {
    const client = await db.owner.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('LOCK TABLE auth.users, ledger.accounts IN ACCESS EXCLUSIVE MODE');
      await sleep(HELD_MS);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    return [];
  },
};

/** Nothing can be written, then a new file of the write-ahead log cannot be made, at which PostgreSQL ends itself. */
export const diskFull: Fault = {
  name: 'disk of PostgreSQL full',
  place: 'on a small disk',
  bites: true,
  missing: whyNoSmallDisk,
  async run({ database, db }) {
    const { disk } = database;
    if (!disk) throw new Error('there is no small disk');
    await disk.fill();
    await sleep(FULL_MS);
    let refused = false;
    for (let i = 0; i < 3 && !refused; i += 1) {
      await db.owner
        .query('CREATE TABLE full_disk AS SELECT 1; DROP TABLE full_disk; SELECT pg_switch_wal()')
        .catch(() => {
          refused = true;
        });
    }
    await sleep(FULL_MS);
    await disk.free();
    await database.answers();
    return refused ? [] : ['the disk was not full'];
  },
};

/**
 * Longer than any commit may take: it waits for the standby all the same, because a commit that could be lost is not
 * acknowledged.
 */
export const standbyAway: Fault = {
  name: `synchronous standby away for ${AWAY_MS / 1000} s`,
  place: 'behind a proxy',
  bites: true,
  prepare: ({ database }) => database.addStandby('sync'),
  async run({ database }) {
    await database.stopReplication();
    await sleep(AWAY_MS);
    await database.resumeReplication();
    return [];
  },
  check: jobsRun,
};

const TAKEOVERS: Readonly<Record<Loss, string>> = {
  killed: 'PostgreSQL lost, its standby takes over',
  'switched over': 'PostgreSQL switched over to its standby',
  silent: 'PostgreSQL silent for good, its standby takes over',
};

/**
 * The primary is lost and its standby promoted, behind an endpoint that leads there a while before it is. Every connection to
 * the old primary ends with it, but where it is silent.
 * @param kind of the standby: an asynchronous one, here one that lags, is a defect
 */
export function standbyTakesOver(how: Loss, kind: 'sync' | 'async' = 'sync'): Fault {
  return {
    name: TAKEOVERS[how],
    place: 'behind a proxy',
    bites: true,
    prepare: ({ database }) => database.addStandby(kind),
    async run({ database }) {
      if (kind === 'async') {
        await database.stopReplication();
        await sleep(LAG_MS);
      }
      await database.losePrimary(how);
      await sleep(NOTICED_MS);
      database.redirect();
      await sleep(UNPROMOTED_MS);
      const met = database.proxy?.led ?? 0;
      await database.promote();
      return met > 0 ? [] : ['nobody connected to the standby before it was promoted'];
    },
    check: jobsRun,
    repair: ({ database }) => Promise.resolve(database.buryPrimary()),
  };
}

/** A job is worked off, so the workers have found the new primary. */
async function jobsRun({ db }: Replicas): Promise<readonly string[]> {
  const [job] = await db.owner.query<{ id: string }>(
    `SELECT id::text AS id FROM graphile_worker.add_job('usage.roll_up', max_attempts := 1)`,
  );
  const isThere = async () =>
    (await db.owner.query('SELECT FROM graphile_worker._private_jobs WHERE id = $1', [job?.id])).length > 0;
  for (const until = performance.now() + JOB_MS; performance.now() < until; await sleep(50)) {
    if (!(await isThere())) return [];
  }
  return [`a job was not worked off within ${JOB_MS} ms`];
}
