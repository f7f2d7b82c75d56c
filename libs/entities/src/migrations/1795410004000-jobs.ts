import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE = 'platform.add_job(text, json, timestamptz, int, text)';

/** How a service puts work in the queue. The queue's own schema is installed by its library in the same migrate step. */
export class Jobs1795410004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION platform.add_job(name text, payload json, run_at timestamptz, attempts int, key text) RETURNS void
      LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM graphile_worker.add_job(
          identifier => $1, payload => $2, run_at => $3, max_attempts => $4, job_key => $5);
      END $$`);
    await runner.query(`REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO tollgate_auth, tollgate_billing, tollgate_admin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
