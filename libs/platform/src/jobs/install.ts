import { Logger, runMigrations } from 'graphile-worker';
import type pg from 'pg';

const ROLES = 'tollgate_auth, tollgate_billing, tollgate_admin';
const TABLES = ['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs'];

/**
 * Installs or updates the job queue's schema, and lets the services' roles work in it: it comes with row security on and
 * no policies, which shows its rows to its owner only. Part of the migrate step, after the roles exist.
 */
export async function installJobs(url: string, client: pg.Client): Promise<void> {
  await runMigrations({ connectionString: url, logger: new Logger(() => () => undefined) });
  await client.query(`GRANT USAGE ON SCHEMA graphile_worker TO ${ROLES}`);
  await client.query(`GRANT SELECT ON graphile_worker.migrations TO ${ROLES}`);
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${ROLES}`);
  for (const table of TABLES) {
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON graphile_worker.${table} TO ${ROLES}`);
    await client.query(`
      DO $$ BEGIN
        CREATE POLICY tollgate_services ON graphile_worker.${table} TO ${ROLES} USING (true) WITH CHECK (true);
      EXCEPTION WHEN duplicate_object THEN NULL;
      END $$`);
  }
}
