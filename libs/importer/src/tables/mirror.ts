/** A table whose rows are replaced as wholes: the stage has its columns under their names. */
export interface Mirror {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Columns that differ from pass to pass though they mean the same (sealed values). */
  readonly notCompared?: readonly string[];
  /** SQL that the target's rows `t` must meet to be the import's. */
  readonly scope?: string;
}

const quoted = (columns: readonly string[], prefix = '') => columns.map((column) => `${prefix}"${column}"`).join(', ');

function joined({ key }: Mirror): string {
  return key.map((column) => `t."${column}" = s."${column}"`).join(' AND ');
}

function differs(mirror: Mirror): string {
  const compared = mirror.columns.filter((column) => !mirror.notCompared?.includes(column));
  if (compared.length === 0) return 'false';
  return `(${quoted(compared, 't.')}) IS DISTINCT FROM (${quoted(compared, 's.')})`;
}

/**
 * SQL that makes the table's rows those of the stage. Rows that changed are removed and made anew, so that a value that is unique can
 * pass from one row to another.
 */
export function mirrorRows(mirror: Mirror, whole: boolean): string[] {
  const { table, key, columns, scope = 'true' } = mirror;
  const isSame = `EXISTS (SELECT FROM import_stage s WHERE ${joined(mirror)} AND NOT ${differs(mirror)})`;
  const all = quoted([...key, ...columns.filter((column) => !key.includes(column))]);
  return [
    ...(whole ? [`DELETE FROM ${table} t WHERE ${scope} AND NOT ${isSame}`] : []),
    `INSERT INTO ${table} (${all}) OVERRIDING SYSTEM VALUE SELECT ${all} FROM import_stage s
      ${whole ? `WHERE NOT EXISTS (SELECT FROM ${table} t WHERE ${joined(mirror)})` : ''} ORDER BY ${quoted(key)}`,
  ];
}

/** SQL of the rows in which table and stage differ: `row_id`, `what`. */
export function mirrorDifferences(mirror: Mirror): string {
  const { table, key, scope = 'true' } = mirror;
  const id = (row: string) => `concat_ws(' ', ${quoted(key, `${row}.`)})`;
  return `SELECT ${id('s')} AS row_id, 'missing in the target' AS what FROM import_stage s
           WHERE NOT EXISTS (SELECT FROM ${table} t WHERE ${joined(mirror)})
          UNION ALL
          SELECT ${id('t')}, 'not in the source' FROM ${table} t
           WHERE ${scope} AND NOT EXISTS (SELECT FROM import_stage s WHERE ${joined(mirror)})
          UNION ALL
          SELECT ${id('s')}, 'different' FROM import_stage s JOIN ${table} t ON ${joined(mirror)} WHERE ${differs(mirror)}`;
}
