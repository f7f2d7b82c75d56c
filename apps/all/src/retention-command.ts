import { runRetention } from '@tollgate/admin';
import type { PlatformConfig } from '@tollgate/platform/config';
import { Database, poolConfig } from '@tollgate/platform/db';
import type { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import pg from 'pg';
import { openDatabase } from './database.js';

/** Deletes at once what the hourly sweeps and the retention options delete, and prints how many rows went and what is left. */
export async function retainOnce(config: PlatformConfig, log: Log): Promise<void> {
  const opened = await openDatabase(config, log);
  const pool = new pg.Pool(poolConfig({ url: opened.url, service: 'admin', patienceMs: 5000 }));
  try {
    const done = await runRetention(new Database(pool), new Secrets(config.CRYPTO_SECRET), log);
    process.stdout.write(`${JSON.stringify({ database: opened.name, ...done }, null, 2)}\n`);
  } finally {
    await pool.end();
    await opened.stop();
  }
}
