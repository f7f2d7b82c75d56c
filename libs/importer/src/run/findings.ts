import type { CopyValue } from '../target/copy-text.js';
import type { Target } from '../target/target.js';
import type { Amounts, Out } from '../tables/table-import.js';

/** How many rows of a table were read and what became of them. */
export interface Tally {
  read: number;
  moved: number;
  merged: number;
  refused: number;
}

/** Where findings go: the tables of the import, or temporary ones where nothing may be written. */
export interface FindingsPlace {
  readonly importId: string;
  readonly notes: string;
  readonly kept: string;
}

const TABLES = `
  CREATE TEMPORARY TABLE IF NOT EXISTS import_found (
    row_id text NOT NULL, kind text NOT NULL, reason text NOT NULL, detail text NOT NULL, amounts jsonb NOT NULL)`;
const LOOKING = [
  'DROP TABLE IF EXISTS import_notes, import_kept',
  'CREATE TEMPORARY TABLE import_notes (LIKE admin.import_notes INCLUDING DEFAULTS INCLUDING IDENTITY)',
  'CREATE TEMPORARY TABLE import_kept (LIKE admin.import_kept INCLUDING DEFAULTS)',
];

/** Makes the places for findings; of a run that only looks they are temporary. */
export async function prepareFindings(target: Target, importId: string | undefined): Promise<FindingsPlace> {
  await target.run(TABLES);
  if (importId !== undefined) return { importId, notes: 'admin.import_notes', kept: 'admin.import_kept' };
  for (const statement of LOOKING) await target.run(statement);
  return { importId: '0', notes: 'import_notes', kept: 'import_kept' };
}

/** Collects what the mapping of a batch gives: rows for the stage, and findings. */
export class Findings implements Out {
  readonly rows: CopyValue[][] = [];
  private readonly found: CopyValue[][] = [];
  private readonly keepers: [id: string, row: object][] = [];
  /** Rows that were read but did not reach the stage. */
  private stopped = 0;

  constructor(private readonly columns: readonly string[]) {}

  row(row: Readonly<Record<string, CopyValue>>): void {
    this.rows.push(this.columns.map((column) => row[column] ?? null));
  }

  refuse(id: string, reason: string, detail = '', amounts: Amounts = {}): void {
    this.stopped += 1;
    this.note(id, 'refused', reason, detail, amounts);
  }

  merge(id: string, reason: string, detail = ''): void {
    this.stopped += 1;
    this.note(id, 'merged', reason, detail);
  }

  change(id: string, reason: string, detail = '', amounts: Amounts = {}): void {
    this.note(id, 'changed', reason, detail, amounts);
  }

  notice(id: string, reason: string, detail = ''): void {
    this.note(id, 'notice', reason, detail);
  }

  keep(id: string, row: object): void {
    this.keepers.push([id, row]);
  }

  /** How many rows were read. */
  get read(): number {
    return this.rows.length + this.stopped;
  }

  /** Puts the findings of the mapping beside those of the SQL checks. */
  async flush(target: Target): Promise<void> {
    await target.copy('import_found', ['row_id', 'kind', 'reason', 'detail', 'amounts'], this.found);
  }

  /** Rows without a place, as they are stored. */
  async storeKept(target: Target, place: FindingsPlace, name: string): Promise<void> {
    const rows = this.keepers.map(([id, row]) => [place.importId, name, id, row]);
    await target.copy(place.kept, ['import_id', 'name', 'row_id', 'row'], rows);
  }

  private note(id: string, kind: string, reason: string, detail: string, amounts: Amounts = {}): void {
    const texts = Object.fromEntries(Object.entries(amounts).map(([sum, amount]) => [sum, String(amount)]));
    this.found.push([id, kind, reason, detail.replaceAll('\0', '').toWellFormed(), texts]);
  }
}

/** Stores what `import_found` holds under the table's name and empties it. Returns how many rows were refused and merged. */
export async function storeFindings(
  target: Target,
  place: FindingsPlace,
  name: string,
): Promise<{ refused: number; merged: number }> {
  const [counts] = await target.query<{ refused: string; merged: string }>(
    `WITH stored AS (
       INSERT INTO ${place.notes} (import_id, name, row_id, kind, reason, detail, amounts)
       SELECT $1, $2, row_id, kind, reason, coalesce(detail, ''), coalesce(amounts, '{}') FROM import_found RETURNING kind)
     SELECT count(*) FILTER (WHERE kind = 'refused') AS refused, count(*) FILTER (WHERE kind = 'merged') AS merged FROM stored`,
    [place.importId, name],
  );
  await target.run('DELETE FROM import_found');
  return { refused: Number(counts?.refused ?? 0), merged: Number(counts?.merged ?? 0) };
}

/** Forgets what an earlier pass found of a table. */
export async function forgetFindings(target: Target, place: FindingsPlace, name: string): Promise<void> {
  await target.run(`DELETE FROM ${place.notes} WHERE import_id = $1 AND name = $2`, [place.importId, name]);
  await target.run(`DELETE FROM ${place.kept} WHERE import_id = $1 AND name = $2`, [place.importId, name]);
}
