import type { Secrets } from '@tollgate/platform/secrets';
import type { Row, Selection } from '../sources/source.js';
import type { Recognised, System } from '../sources/systems.js';
import type { CopyValue } from '../target/copy-text.js';
import type { Target } from '../target/target.js';

/** The task of a run: move all rows, move the rows that changed since, or only read. */
export type Mode = 'import' | 'delta' | 'dry-run' | 'verify';

/** Words for `--only`. */
export const PARTS = [
  'options',
  'users',
  'factors',
  'keys',
  'codes',
  'orders',
  'subscriptions',
  'usage',
  'logs',
  'kept',
] as const;
export type Part = (typeof PARTS)[number];

/** The facts of the run that all tables need. */
export interface Context {
  readonly mode: Mode;
  readonly source: Recognised;
  readonly system: System;
  /** The source's options. */
  readonly options: ReadonlyMap<string, string>;
  readonly secrets: Secrets;
  /** The name under which postings of this import are unique. */
  readonly importName: string;
  readonly importId: string;
  /** When the import began: the same in every pass. */
  readonly startedAt: string;
  /** Whether a payment provider is set up, by the options that are moved. */
  readonly providers: ReadonlySet<string>;
  /** Types of one-hub's payment gateways by their id. */
  readonly gateways: ReadonlyMap<string, string>;
}

/** Sums by which the target falls short because of a finding, by the name of the sum. */
export type Amounts = Readonly<Record<string, bigint | string>>;

/** Receives the results of the mapping of a row. */
export interface Out {
  /** A row for the target. */
  row(row: Readonly<Record<string, CopyValue>>): void;
  /** A row that does not come over. */
  refuse(id: string, reason: string, detail?: string, amounts?: Amounts): void;
  /** A row that is part of another one. */
  merge(id: string, reason: string, detail?: string): void;
  /** A row that comes over changed. */
  change(id: string, reason: string, detail?: string, amounts?: Amounts): void;
  /** Keeps what has no place in the product, without secrets, until it has one. */
  keep(id: string, row: object): void;
  /** Something that an operator should know of a row that comes over as it is. */
  notice(id: string, reason: string, detail?: string): void;
}

/** How one table of the source becomes rows of the target. Rows are put into `import_stage` first. */
export interface TableImport {
  /** As the report names it. */
  readonly name: string;
  readonly part: Part;
  /** Moved as a whole in one transaction; the others go by ranges of ids. */
  readonly whole?: boolean;
  /** The columns to read; undefined if the system has no such table. */
  select(context: Context): Selection | undefined;
  /** Columns of the stage and their types. */
  readonly stage: Readonly<Record<string, string>>;
  /** Anything of the target that the mapping of these rows needs. */
  prepare?(rows: readonly Row[], target: Target, context: Context): Promise<void>;
  map(row: Row, out: Out, context: Context): void;
  /** SQL that refuses or changes staged rows, with what it finds in `import_found`. `whole`: the stage has all rows. */
  check?(context: Context, whole: boolean): readonly string[];
  /** SQL that makes the target's rows those of the stage. `whole`: rows that are not in the stage go. */
  apply(context: Context, whole: boolean): readonly string[];
  /** SQL of the rows in which target and stage differ: `row_id`, `what`. */
  differences(context: Context): string;
  /** Tables of the target that grow with each range and that the statements above read: they need statistics in between. */
  readonly growing?: readonly string[];
  /** Sequences that continue above the highest id. */
  readonly sequence?: { readonly name: string; readonly table: string };
}

/** Columns that a system has, of those that some systems have. */
export function present(context: Context, table: string, columns: readonly string[]): string[] {
  const has = context.source.columns.get(table);
  return columns.filter((column) => has?.has(column));
}

/** SQL that notes findings: `rows` selects `row_id`, `detail` and `amounts`. */
export function found(kind: 'refused' | 'merged' | 'changed' | 'notice', reason: string, rows: string): string {
  return `INSERT INTO import_found (row_id, kind, reason, detail, amounts)
          SELECT f.row_id::text, '${kind}', '${reason}', f.detail, f.amounts FROM (${rows}) AS f(row_id, detail, amounts)`;
}

/** SQL that takes rows out of the stage and notes them as refused. `detail` and `amounts` are SQL over the stage `s`. */
export function refuseStaged(
  reason: string,
  {
    where,
    id = 's.id',
    detail = "''",
    amounts = "'{}'::jsonb",
  }: { where: string; id?: string; detail?: string; amounts?: string },
): string {
  return `WITH gone AS (DELETE FROM import_stage s WHERE ${where} RETURNING ${id} AS row_id, ${detail} AS detail, ${amounts} AS amounts)
          INSERT INTO import_found (row_id, kind, reason, detail, amounts)
          SELECT row_id::text, 'refused', '${reason}', detail, amounts FROM gone`;
}
