import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Live settings with the version that replicas compare, and the record of the system's set-up. */
export class OptionsAndSetup1795411000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FUNCTIONS, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION admin.forget_replica(uuid)');
    await runner.query('DROP FUNCTION admin.report_options(uuid, bigint)');
    await runner.query('DROP TABLE admin.setup, admin.option_replicas, admin.option_version, admin.options');
  }
}

const TABLES = [
  `CREATE TABLE admin.options (
     key text PRIMARY KEY,
     value text NOT NULL,
     updated_at timestamptz NOT NULL DEFAULT now()
   )`,
  // one row, raised in the transaction of every change: its lock also puts changes in one order
  `CREATE TABLE admin.option_version (
     id boolean PRIMARY KEY DEFAULT true CONSTRAINT option_version_single CHECK (id),
     version bigint NOT NULL DEFAULT 1
   )`,
  'INSERT INTO admin.option_version DEFAULT VALUES',
  // the running replicas and the versions that they hold; lost in a crash and back within a second
  `CREATE UNLOGGED TABLE admin.option_replicas (
     replica uuid PRIMARY KEY,
     version bigint NOT NULL,
     seen_at timestamptz NOT NULL DEFAULT now()
   ) WITH (fillfactor = 50)`,
  `CREATE TABLE admin.setup (
     id boolean PRIMARY KEY DEFAULT true CONSTRAINT setup_single CHECK (id),
     version text NOT NULL,
     initialized_at timestamptz NOT NULL DEFAULT now()
   )`,
];

const FUNCTIONS = [
  `CREATE FUNCTION admin.report_options(p_replica uuid, p_version bigint) RETURNS bigint
   LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
     INSERT INTO admin.option_replicas AS r (replica, version) VALUES (p_replica, p_version)
     ON CONFLICT (replica) DO UPDATE SET version = excluded.version, seen_at = clock_timestamp();
     SELECT version FROM admin.option_version;
   $$`,
  // takes a replica off the list, and with it those that fell silent without saying so
  `CREATE FUNCTION admin.forget_replica(p_replica uuid) RETURNS void
   LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
     DELETE FROM admin.option_replicas WHERE replica = p_replica OR seen_at < now() - interval '1 hour';
   $$`,
];

const EVERYONE = 'tollgate_auth, tollgate_billing, tollgate_admin';

const GRANTS = [
  'REVOKE ALL ON FUNCTION admin.report_options(uuid, bigint), admin.forget_replica(uuid) FROM PUBLIC',
  `GRANT EXECUTE ON FUNCTION admin.report_options(uuid, bigint), admin.forget_replica(uuid) TO ${EVERYONE}`,
  `GRANT SELECT ON admin.options, admin.option_version, admin.setup TO ${EVERYONE}`,
  'GRANT INSERT, UPDATE, DELETE ON admin.options TO tollgate_admin',
  'GRANT UPDATE (version) ON admin.option_version TO tollgate_admin',
  'GRANT SELECT ON admin.option_replicas TO tollgate_admin',
  'GRANT INSERT ON admin.setup TO tollgate_admin',
];
