/** A value as every source gives it: text, bytes where the column holds bytes, null. */
export type Cell = string | Buffer | null;

/** A row by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** A database that is only read, in one consistent snapshot. */
export interface Source {
  readonly kind: 'sqlite' | 'postgres' | 'mysql';
  /** Address without login and password. */
  readonly address: string;
  /** Columns of every table. */
  columns(): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** Reads rows. Parameters are written `$1`, `$2`; names are quoted by `quote`. */
  query(sql: string, values?: readonly string[]): Promise<Row[]>;
  /** A column or table name as this database writes it. */
  quote(name: string): string;
  close(): Promise<void>;
}

/** Which rows are read, in which order. */
export interface Selection {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns that together are unique; rows come in their order. */
  readonly key: readonly string[];
  /** SQL that rows must meet. */
  readonly where?: string;
}

/** A part of a selection, and the key of its last row. */
export interface Batch {
  readonly rows: readonly Row[];
  readonly last: readonly string[];
}

/**
 * Reads a selection in batches, each after the key of the batch before. The next batch is read while the caller works on the one it
 * got, so that source and target work at the same time.
 */
export async function* readBatches(
  source: Source,
  selection: Selection,
  after: readonly string[] = [],
  size = 10_000,
): AsyncGenerator<Batch> {
  let next = readBatch(source, selection, after, size);
  // a failure shows when the batch is asked for
  next.catch(() => undefined);
  for (;;) {
    const batch = await next;
    if (batch.rows.length === 0) return;
    const isLast = batch.rows.length < size;
    if (!isLast) {
      next = readBatch(source, selection, batch.last, size);
      next.catch(() => undefined);
    }
    yield batch;
    if (isLast) return;
  }
}

async function readBatch(
  source: Source,
  { table, columns, key, where }: Selection,
  after: readonly string[],
  size: number,
): Promise<Batch> {
  const names = [...new Set([...columns, ...key])].map((name) => source.quote(name));
  const order = key.map((name) => source.quote(name));
  const isAfter = key.map((_, index) => `$${index + 1}`);
  const conditions = [
    ...(after.length > 0
      ? [key.length === 1 ? `${order[0]} > $1` : `(${order.join(', ')}) > (${isAfter.join(', ')})`]
      : []),
    ...(where ? [where] : []),
  ];
  const rows = await source.query(
    `SELECT ${names.join(', ')} FROM ${source.quote(table)}
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${order.join(', ')} LIMIT ${size}`,
    after,
  );
  const lastRow = rows.at(-1);
  return { rows, last: lastRow ? key.map((name) => String(lastRow[name])) : after };
}

/** Rows of `table_name`, `column_name` as a map. */
export function toColumns(rows: readonly Row[]): Map<string, Set<string>> {
  const tables = new Map<string, Set<string>>();
  for (const row of rows) {
    const table = String(row.table_name);
    const columns = tables.get(table) ?? new Set<string>();
    tables.set(table, columns.add(String(row.column_name)));
  }
  return tables;
}
