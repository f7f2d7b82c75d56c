import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Usage by hour, rolled up from the log lines, for each user and model; rows of user 0 hold the sum of all users. Hours before
 * `usage_rolled.until` are in it, those from there on are in the lines alone; that row's lock puts those who write here in order.
 */
export class UsageHours1795415000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...GRANTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.usage_hours, admin.usage_rolled');
  }
}

const TABLES = [
  `CREATE TABLE admin.usage_hours (
     user_id bigint NOT NULL,
     hour timestamptz NOT NULL,
     username text NOT NULL,
     model_name text NOT NULL,
     requests bigint NOT NULL,
     tokens bigint NOT NULL,
     quota bigint NOT NULL,
     PRIMARY KEY (user_id, hour, username, model_name)
   )`,
  'CREATE INDEX usage_hours_username ON admin.usage_hours (username, hour)',
  `CREATE TABLE admin.usage_rolled (
     id boolean PRIMARY KEY DEFAULT true CONSTRAINT usage_rolled_single CHECK (id),
     until timestamptz NOT NULL
   )`,
  // an older platform's lines are rolled up from the first on
  `INSERT INTO admin.usage_rolled (until)
   SELECT date_trunc('hour', coalesce(min(created_at), now()), 'UTC') FROM admin.logs`,
];

const GRANTS = [
  'GRANT SELECT, INSERT, UPDATE, DELETE ON admin.usage_hours TO tollgate_admin',
  'GRANT SELECT, UPDATE (until) ON admin.usage_rolled TO tollgate_admin',
];
