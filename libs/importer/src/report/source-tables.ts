import type { Source } from '../sources/source.js';
import type { Context } from '../tables/table-import.js';

/** Tables that belong to a relay or that only the source needs, so they are not moved. */
const STAYS = new Set([
  ...[
    'abilities',
    'channels',
    'models',
    'vendors',
    'prefill_groups',
    'midjourneys',
    'tasks',
    'prices',
    'model_info',
    'model_owned_by',
  ],
  ...[
    'user_sessions',
    'auth_flows',
    'perf_metrics',
    'system_instances',
    'system_tasks',
    'system_task_locks',
    'telegram_menus',
  ],
  ...['setups', 'migrations', 'authz_roles', 'model_mappings', 'sqlite_sequence'],
]);

/** A table of the source: how many rows it has, and whether the import looks at it. */
export interface SourceTable {
  readonly table: string;
  readonly rows: number;
  readonly stays: boolean;
}

/** Every table of the source. */
export async function sourceTables(source: Source, context: Context): Promise<SourceTable[]> {
  const tables: SourceTable[] = [];
  for (const table of [...context.source.columns.keys()].sort()) {
    const [row] = await source.query(`SELECT count(*) AS n FROM ${source.quote(table)}`);
    tables.push({ table, rows: Number(row?.n ?? 0), stays: STAYS.has(table) });
  }
  return tables;
}
