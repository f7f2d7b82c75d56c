import type { Source } from '../sources/source.js';
import type { Part } from '../tables/table-import.js';
import { TABLES } from '../tables/tables.js';
import { dropSecondaryIndexes } from '../target/secondary-indexes.js';
import type { Run } from './table-runner.js';

/** Tables that can have millions of rows, by the name of their progress. The import reads none of their secondary indexes. */
const TARGETS: Readonly<Record<string, string>> = {
  users: 'auth.users',
  keys: 'auth.api_keys',
  codes: 'billing.redemptions',
  orders: 'billing.orders',
  logs: 'admin.logs',
};
/** A target table with more rows is in use already, for example a log that is moved weeks after the accounts. */
const MAX_ROWS_BEFORE = 1000;

/**
 * Drops the secondary indexes of the tables that this run fills. A table keeps its indexes if it was begun before, if it fits into
 * one batch, or if the target already works with it.
 */
export async function dropIndexesOfLargeTables(run: Run, logs: Source, parts: ReadonlySet<Part>): Promise<void> {
  const tables: string[] = [];
  for (const [name, table] of Object.entries(TARGETS)) {
    if (await isFilledNow(name, run, logs, parts)) tables.push(table);
  }
  if (tables.length > 0) await dropSecondaryIndexes(run.target, run.place.importId, tables);
}

async function isFilledNow(name: string, run: Run, logs: Source, parts: ReadonlySet<Part>): Promise<boolean> {
  if (!parts.has(name as Part)) return false;
  const source = name === 'logs' ? logs : run.source;
  const table = name === 'logs' ? name : TABLES.find((each) => each.name === name)?.select(run.context)?.table;
  const progress = await run.store?.get(name);
  if (table === undefined || !progress || progress.done || progress.lastKey.length > 0) return false;
  const [ours] = await run.target.query<{ n: string }>(
    `SELECT count(*) AS n FROM (SELECT FROM ${TARGETS[name] ?? ''} LIMIT ${MAX_ROWS_BEFORE + 1}) r`,
  );
  const [theirs] = await source.query(`SELECT count(*) AS n FROM ${source.quote(table)}`);
  return Number(ours?.n) <= MAX_ROWS_BEFORE && Number(theirs?.n) > run.batch;
}
