import { auditVerifier } from '@tollgate/admin';
import type { PlatformConfig } from '@tollgate/platform/config';
import { Database, poolConfig } from '@tollgate/platform/db';
import type { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import pg from 'pg';
import { openDatabase } from './database.js';

/** Verifies the whole audit trail and prints the database and the verdict. The exit code is 1 if the trail is not intact. */
export async function verifyTrail(config: PlatformConfig, log: Log): Promise<void> {
  const opened = await openDatabase(config, log);
  const pool = new pg.Pool(poolConfig({ url: opened.url, service: 'admin', patienceMs: 5000 }));
  try {
    const verdict = await auditVerifier(new Database(pool), new Secrets(config.CRYPTO_SECRET)).verify();
    process.stdout.write(`${JSON.stringify({ database: opened.name, ...verdict }, null, 2)}\n`);
    if (!verdict.intact) process.exitCode = 1;
  } finally {
    await pool.end();
    await opened.stop();
  }
}
