import type { Tally } from '../run/findings.js';
import type { Sum } from '../run/sums.js';
import type { SourceTable } from './source-tables.js';

interface Head {
  readonly mode: string;
  readonly source: { readonly system: string; readonly address: string };
  readonly target: string;
  readonly written: string;
  readonly seconds: number;
}

/** The first lines of the report. */
export function headOf({ mode, source, target, written, seconds }: Head): string {
  const lines = [
    `Report of ${mode === 'import' ? 'an import' : mode === 'delta' ? 'a delta' : `a ${mode}`}`,
    `From    ${source.address} (${source.system})`,
    `Into    ${target}`,
    `Written ${written}, after ${seconds} seconds`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The sums side by side. */
export function sumsText(sums: readonly Sum[]): string {
  const rows = sums.map(({ name, source, target, difference, explained, reconciled }) => {
    const verdict =
      Number(difference) === 0
        ? 'equal'
        : reconciled
          ? 'explained by the findings'
          : `NOT EXPLAINED: findings account for ${explained}`;
    return [name, source, target, difference, verdict];
  });
  return `\nSums\n====\n${columns([['', 'source', 'target', 'difference', ''], ...rows])}`;
}

/** The outcome for the rows of each table. */
export function tablesText(tables: readonly (Tally & { name: string })[], source: readonly SourceTable[]): string {
  const rows = tables.map(({ name, read, moved, merged, refused }) => [name, read, moved, merged, refused].map(String));
  const staying = source
    .filter(({ stays, rows: count }) => stays && count > 0)
    .map(({ table, rows: count }) => `${table} (${count})`);
  const note =
    staying.length > 0
      ? `\nStays in the source, because it serves the relay or the source alone: ${staying.join(', ')}\n`
      : '';
  return `\nRows\n====\n${columns([['', 'read', 'moved', 'merged', 'refused'], ...rows])}${note}`;
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const pad = (cell: string, at: number) =>
    at === 0 || at === 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}
