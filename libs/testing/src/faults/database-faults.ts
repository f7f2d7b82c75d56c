import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';
import { whyNoSmallDisk } from './small-disk.js';

const FROZEN_MS = 3000;
const HELD_MS = 4000;
const FULL_MS = 2000;
/** What a request waits for connections and locks (1.2 s), and the way there and back of one of 64 at once. */
const PROMPT_MS = 2000;

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

/** Somebody else's lock holds every connection of every pool, many more requests waiting for one than there are. */
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
