import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { digestOf, importInto } from './testing/import-into.js';
import { type LoadedSample, loadSample, onDatabase } from './testing/samples.js';

const CUTS = 5;
const words = ['--on-name-conflict', 'rename', '--batch', '15'];

let source: LoadedSample;
let undisturbed: Record<string, string>;
beforeAll(async () => {
  source = await loadSample('newapi-2026-08-postgres');
  const db = await testDatabase();
  await importInto(db, '--from', source.address, ...words);
  undisturbed = await digestOf(db);
  await db.close();
}, 60_000);
afterAll(() => source.close());

/** A cut that came while the import ran. */
async function importThroughCut(db: TestDatabase, database: string): Promise<boolean> {
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}' AND application_name = 'tollgate-import'`;
  const run = importInto(db, '--from', source.address, ...words).then(
    () => 'finished',
    (error: unknown) => String(error),
  );
  const cutting = sleep(randomInt(30, 600)).then(() => onDatabase(process.env.TEST_DATABASE_URL ?? '', cut));
  const [outcome] = await Promise.all([run, cutting]);
  if (outcome !== 'finished') expect(outcome).toMatch(/terminat|Connection|cannot be opened|another import/i);
  return outcome !== 'finished';
}

/** The server notices a lost connection, which holds the lock, in its own time. */
async function finish(db: TestDatabase): Promise<void> {
  for (;;) {
    try {
      await importInto(db, '--from', source.address, ...words);
      return;
    } catch (error) {
      if (!String(error).includes('another import')) throw error;
      await sleep(50);
    }
  }
}

describe('an import that is interrupted', () => {
  it.each(['source', 'target'])(
    'by the loss of its %s, five times, ends as an undisturbed one',
    async (lost) => {
      let db = await testDatabase();
      for (let cuts = 0; cuts < CUTS;) {
        const name = new URL(lost === 'source' ? source.address : db.url).pathname.slice(1);
        if (await importThroughCut(db, name)) {
          cuts += 1;
          continue;
        }
        expect(await digestOf(db)).toEqual(undisturbed);
        await db.close();
        db = await testDatabase();
      }
      await finish(db);
      expect(await digestOf(db)).toEqual(undisturbed);
      await db.close();
    },
    90_000,
  );
});
