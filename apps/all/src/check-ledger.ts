import { findBreaches, CHAIN, INVARIANTS } from '@tollgate/ledger';
import type { PlatformConfig } from '@tollgate/platform/config';
import { Database } from '@tollgate/platform/db';
import type { Log } from '@tollgate/platform/log';
import pg from 'pg';
import { openDatabase } from './database.js';

/** The checks read the whole history, so no timeout applies. */
const NO_TIMEOUT = 'SET statement_timeout = 0';

/**
 * Checks the database and prints its name. If a rule is broken it prints one line for it with the first rows, and the process
 * ends with 1. `invariants` checks all rules, `ledger:verify` only the hash chains of the accounts.
 */
export async function checkLedger(
  command: 'invariants' | 'ledger:verify',
  config: PlatformConfig,
  log: Log,
): Promise<void> {
  const opened = await openDatabase(config, log);
  const pool = new pg.Pool({ connectionString: opened.url, max: 1 });
  try {
    const database = new Database(pool);
    await database.query(NO_TIMEOUT);
    const rules = command === 'invariants' ? INVARIANTS : CHAIN;
    const breaches = await findBreaches(database, rules);
    for (const { invariant, rows } of breaches)
      process.stderr.write(`${invariant.name} broken in ${opened.name}: ${invariant.rule}\n${JSON.stringify(rows)}\n`);
    if (breaches.length > 0) process.exitCode = 1;
    else process.stdout.write(`${rules.length} rules hold in ${opened.name}\n`);
  } finally {
    await pool.end();
    await opened.stop();
  }
}
