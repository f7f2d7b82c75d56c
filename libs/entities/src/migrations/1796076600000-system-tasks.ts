import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Long work that root starts and watches: the deletion of old log lines. At most one of a kind is under way. */
export class SystemTasks1796076600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE admin.system_tasks (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        task_id text NOT NULL,
        type text NOT NULL,
        status text NOT NULL DEFAULT 'pending',
        target_timestamp bigint NOT NULL,
        total bigint NOT NULL DEFAULT 0,
        processed bigint NOT NULL DEFAULT 0,
        error text NOT NULL DEFAULT '',
        started_by bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX system_tasks_task_id ON admin.system_tasks (task_id);
      CREATE UNIQUE INDEX system_tasks_active ON admin.system_tasks (type) WHERE (status IN ('pending', 'running'));
      GRANT SELECT, INSERT, UPDATE, DELETE ON admin.system_tasks TO tollgate_admin;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.system_tasks');
  }
}
