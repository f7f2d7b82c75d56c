import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counters and stored replies that all replicas share. */
export class LimitsAndIdempotency1795410001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform.limits (
        name text NOT NULL,
        key text NOT NULL,
        hits timestamptz[] NOT NULL DEFAULT '{}',
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (name, key)
      )`);
    await runner.query('CREATE INDEX limits_expires_at ON platform.limits (expires_at)');
    await runner.query(TAKE);
    await runner.query('REVOKE ALL ON FUNCTION platform.take(text, text, int, int) FROM PUBLIC');
    await runner.query(
      'GRANT EXECUTE ON FUNCTION platform.take(text, text, int, int) TO tollgate_auth, tollgate_billing, tollgate_admin',
    );
    await runner.query(`
      CREATE TABLE platform.idempotency (
        scope text NOT NULL,
        user_id bigint NOT NULL,
        key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
        request_hash bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('done', 'refused')),
        reply text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, user_id, key)
      )`);
    await runner.query('CREATE INDEX idempotency_created_at ON platform.idempotency (created_at)');
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE, DELETE ON platform.idempotency TO tollgate_auth, tollgate_billing, tollgate_admin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.idempotency');
    await runner.query('DROP FUNCTION platform.take(text, text, int, int)');
    await runner.query('DROP TABLE platform.limits');
  }
}

/**
 * An exact sliding log: at most count accepted calls in any window of that many seconds. NULL is taken; a number is the
 * seconds until the next call can be. The row's lock puts the callers of a key in one order, and the clock is read under
 * it, so times in the log never go back. Each new key removes a few that have run out.
 */
const TAKE = `
  CREATE FUNCTION platform.take(name text, key text, count int, seconds int) RETURNS int
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    log timestamptz[];
    moment timestamptz;
    span interval := make_interval(secs => $4);
  BEGIN
    IF $3 < 1 OR $4 < 1 THEN
      RAISE EXCEPTION 'a limit needs a count and a number of seconds above zero' USING ERRCODE = '22023';
    END IF;
    LOOP
      SELECT l.hits INTO log FROM platform.limits l WHERE l.name = $1 AND l.key = $2 FOR UPDATE;
      EXIT WHEN FOUND;
      DELETE FROM platform.limits d USING (
        SELECT l.name, l.key FROM platform.limits l WHERE l.expires_at < now() LIMIT 10 FOR UPDATE SKIP LOCKED
      ) gone WHERE d.name = gone.name AND d.key = gone.key;
      INSERT INTO platform.limits (name, key, expires_at) VALUES ($1, $2, now() + span) ON CONFLICT DO NOTHING;
    END LOOP;
    moment := clock_timestamp();
    SELECT coalesce(array_agg(hit ORDER BY hit), '{}') INTO log FROM unnest(log) AS hit WHERE hit > moment - span;
    IF cardinality(log) >= $3 THEN
      RETURN greatest(1, ceil(extract(epoch FROM log[cardinality(log) - $3 + 1] + span - moment)))::int;
    END IF;
    moment := greatest(moment, log[cardinality(log)]);
    UPDATE platform.limits l SET hits = log || moment, expires_at = moment + span WHERE l.name = $1 AND l.key = $2;
    RETURN NULL;
  END $$`;
