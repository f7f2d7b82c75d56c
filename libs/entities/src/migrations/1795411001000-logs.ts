import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The users' log lines: top-ups, usage, management, system. One partition a month, so that old ones go at once; a
 * default partition catches rows of a month whose partition is missing, because a log line must never fail a payment.
 */
export class Logs1795411001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ENSURE, PURGE, ...GRANTS]) await runner.query(statement);
    await runner.query('SELECT admin.ensure_log_partitions(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION admin.purge_logs(timestamptz, int)');
    await runner.query('DROP FUNCTION admin.ensure_log_partitions(int)');
    await runner.query('DROP TABLE admin.logs');
    await runner.query('DROP SEQUENCE admin.logs_id');
  }
}

const TABLES = [
  'CREATE SEQUENCE admin.logs_id AS bigint CACHE 32',
  `CREATE TABLE admin.logs (
     id bigint NOT NULL DEFAULT nextval('admin.logs_id'),
     user_id bigint NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     type smallint NOT NULL CONSTRAINT logs_type CHECK (type BETWEEN 1 AND 6),
     content text NOT NULL DEFAULT '',
     username text NOT NULL DEFAULT '',
     token_name text NOT NULL DEFAULT '',
     model_name text NOT NULL DEFAULT '',
     quota bigint NOT NULL DEFAULT 0,
     prompt_tokens bigint NOT NULL DEFAULT 0,
     completion_tokens bigint NOT NULL DEFAULT 0,
     use_time bigint NOT NULL DEFAULT 0,
     is_stream boolean NOT NULL DEFAULT false,
     channel_id bigint NOT NULL DEFAULT 0,
     token_id bigint NOT NULL DEFAULT 0,
     "group" text NOT NULL DEFAULT '',
     ip text NOT NULL DEFAULT '',
     other text NOT NULL DEFAULT '',
     request_id text NOT NULL DEFAULT '',
     PRIMARY KEY (id, created_at)
   ) PARTITION BY RANGE (created_at)`,
  'CREATE INDEX logs_created_at ON admin.logs (created_at, id)',
  'CREATE INDEX logs_user_id ON admin.logs (user_id, id)',
  'CREATE INDEX logs_username ON admin.logs (username, id)',
  'CREATE INDEX logs_token_id ON admin.logs (token_id, id) WHERE token_id > 0',
  'CREATE INDEX logs_type_id ON admin.logs (type, id)',
  `CREATE INDEX logs_content ON admin.logs USING gin (lower(content) gin_trgm_ops) WHERE content <> ''`,
  'CREATE TABLE admin.logs_default PARTITION OF admin.logs DEFAULT',
];

/** Makes the partitions of this month and the next p_ahead ones, and moves the rows that had gone to the default one. */
const ENSURE = `
  CREATE FUNCTION admin.ensure_log_partitions(p_ahead int) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
  DECLARE
    v_from timestamptz;
    v_to timestamptz;
    v_name text;
    v_made int := 0;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('admin.logs'));
    FOR i IN 0 .. p_ahead LOOP
      v_from := date_trunc('month', now()) + make_interval(months => i);
      v_to := v_from + interval '1 month';
      v_name := 'logs_' || to_char(v_from, 'YYYY_MM');
      CONTINUE WHEN to_regclass('admin.' || v_name) IS NOT NULL;
      LOCK TABLE admin.logs_default IN ACCESS EXCLUSIVE MODE;
      EXECUTE format('CREATE TABLE admin.%I (LIKE admin.logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', v_name);
      EXECUTE format('WITH gone AS (DELETE FROM admin.logs_default WHERE created_at >= $1 AND created_at < $2 RETURNING *)
                      INSERT INTO admin.%I SELECT * FROM gone', v_name) USING v_from, v_to;
      EXECUTE format('ALTER TABLE admin.logs ATTACH PARTITION admin.%I FOR VALUES FROM (%L) TO (%L)', v_name, v_from, v_to);
      v_made := v_made + 1;
    END LOOP;
    RETURN v_made;
  END $$`;

/**
 * Removes rows older than p_before: whole months by dropping their partition, otherwise at most p_limit per call. Answers how
 * many went; to be called again until that is 0.
 */
const PURGE = `
  CREATE FUNCTION admin.purge_logs(p_before timestamptz, p_limit int) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' AS $$
  DECLARE
    v_part text;
    v_rows bigint;
    v_total bigint := 0;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('admin.logs'));
    FOR v_part IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'admin.logs'::regclass AND c.relname ~ '^logs_\\d{4}_\\d{2}$'
         AND to_timestamp(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= p_before
    LOOP
      EXECUTE format('SELECT count(*) FROM admin.%I', v_part) INTO v_rows;
      EXECUTE format('DROP TABLE admin.%I', v_part);
      v_total := v_total + v_rows;
    END LOOP;
    DELETE FROM admin.logs l USING (
      SELECT id, created_at FROM admin.logs WHERE created_at < p_before ORDER BY created_at LIMIT p_limit
    ) old WHERE l.id = old.id AND l.created_at = old.created_at;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    RETURN v_total + v_rows;
  END $$`;

const EVERYONE = 'tollgate_auth, tollgate_billing, tollgate_admin';

const GRANTS = [
  'REVOKE ALL ON FUNCTION admin.ensure_log_partitions(int), admin.purge_logs(timestamptz, int) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION admin.ensure_log_partitions(int), admin.purge_logs(timestamptz, int) TO tollgate_admin',
  `GRANT INSERT ON admin.logs TO ${EVERYONE}`,
  `GRANT USAGE ON SEQUENCE admin.logs_id TO ${EVERYONE}`,
  'GRANT SELECT ON admin.logs TO tollgate_admin',
];
