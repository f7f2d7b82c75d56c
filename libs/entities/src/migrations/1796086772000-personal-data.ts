import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * All that is kept of a person, as JSON. The function reads the catalogue, so a table that a later migration adds is part of it: each
 * table with a column `user_id`, the account, its postings, and the events that concern it. Bytes and columns whose names say that
 * they hold a secret are left out. It runs with the owner's rights, because no service may read the tables of another one.
 */
export class PersonalData1796086772000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [COLUMNS, EXPORT, ...RIGHTS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION admin.export_person(bigint, int)');
    await runner.query('DROP FUNCTION admin.open_columns(regclass)');
  }
}

const COLUMNS = `
CREATE FUNCTION admin.open_columns(p_table regclass) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(format('t.%I', attname), ', ' ORDER BY attnum) FROM pg_attribute
   WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped AND atttypid NOT IN ('bytea'::regtype, 'bytea[]'::regtype)
     AND attname !~ '(hash|secret|password|salt|digest|lookup|reply)'
$$`;

const EXPORT = `
CREATE FUNCTION admin.export_person(p_user bigint, p_rows int) RETURNS TABLE (name text, count bigint, items json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_part record;
BEGIN
  FOR v_part IN
    SELECT n.nspname || '.' || c.relname AS name, c.oid::regclass AS place, format('t.%I = $1', a.attname) AS condition
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('user_id', 'used_user_id') AND NOT a.attisdropped
     WHERE n.nspname IN ('auth', 'billing', 'ledger', 'admin') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     UNION ALL VALUES
       ('auth.users', 'auth.users'::regclass, 't.id = $1'),
       ('ledger.entries', 'ledger.entries', 't.account_id IN (SELECT id FROM ledger.accounts WHERE user_id = $1)'),
       ('admin.grants', 'admin.grants', 't.actor_id = $1'),
       ('admin.audit_events', 'admin.audit_events', $c$t.actor_id = $1 OR (t.target_type = 'user' AND t.target_id = $1::text)$c$)
     ORDER BY 1
  LOOP
    name := v_part.name;
    EXECUTE format(
      'SELECT count(*), coalesce(json_agg(x.line) FILTER (WHERE coalesce(x.n <= $2, true)), ''[]'')
         FROM (SELECT row_number() OVER () AS n, row_to_json(o) AS line FROM (SELECT %s FROM %s t WHERE %s) o) x',
      admin.open_columns(v_part.place), v_part.place, v_part.condition) INTO count, items USING p_user, p_rows;
    CONTINUE WHEN count = 0;
    RETURN NEXT;
  END LOOP;
END $$`;

const RIGHTS = [
  'REVOKE ALL ON FUNCTION admin.export_person(bigint, int), admin.open_columns(regclass) FROM PUBLIC',
  'GRANT EXECUTE ON FUNCTION admin.export_person(bigint, int) TO tollgate_admin',
];
