import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Takes a removed user's name and addresses out of the log lines, which stay for the statistics. */
export class Erasure1795413002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION admin.erase_traces(p_user bigint, p_limit int) RETURNS int
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        v_rows int;
      BEGIN
        IF EXISTS (SELECT FROM auth.users WHERE id = p_user) THEN
          RAISE EXCEPTION 'user % is still there', p_user USING ERRCODE = '22023';
        END IF;
        UPDATE admin.logs l SET username = '', ip = '', token_name = ''
          FROM (SELECT id, created_at FROM admin.logs
                 WHERE user_id = p_user AND (username <> '' OR ip <> '' OR token_name <> '') LIMIT p_limit) t
         WHERE l.id = t.id AND l.created_at = t.created_at;
        GET DIAGNOSTICS v_rows = ROW_COUNT;
        RETURN v_rows;
      END $$`);
    await runner.query('REVOKE ALL ON FUNCTION admin.erase_traces(bigint, int) FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION admin.erase_traces(bigint, int) TO tollgate_admin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION admin.erase_traces(bigint, int)');
  }
}
