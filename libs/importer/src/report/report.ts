import { createWriteStream, mkdirSync, type WriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { NameConflict } from '../people/directory.js';
import type { Outcome } from '../run/outcome.js';
import { SYSTEM_NAMES } from '../sources/systems.js';
import { checkList } from './check-list.js';
import { reasonText } from './reasons.js';
import { sourceTables } from './source-tables.js';
import { headOf, sumsText, tablesText } from './text.js';

const PAGE = 5000;
/** Ids that the text lists for a reason; all of them are in the JSON. */
const LISTED = 1000;

interface Group {
  readonly name: string;
  readonly kind: string;
  readonly reason: string;
  readonly count: string;
}

interface Note {
  readonly id: string;
  readonly row_id: string;
  readonly detail: string;
}

/** Writes the list of names that stop an import; returns where. */
export function writeNameConflicts(folder: string, conflicts: readonly NameConflict[]): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'name-conflicts.txt');
  const lines = conflicts.map(
    ({ id, name, keeper, renamed }) =>
      `user ${id}\t${JSON.stringify(name)}\tkept by user ${keeper}\twould become ${JSON.stringify(renamed)}\n`,
  );
  writeFileSync(file, lines.join(''));
  return file;
}

/** Writes report.json and report.txt, lists included, without holding them in memory. Returns the folder. */
export async function writeReport(folder: string, outcome: Outcome): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const json = createWriteStream(join(folder, 'report.json'));
  const txt = createWriteStream(join(folder, 'report.txt'));
  const { context, mode, source, target, sums, seconds, tallies } = outcome;
  const tables = [...tallies].map(([name, { read, moved, merged, refused }]) => ({
    name,
    read,
    moved,
    merged,
    refused,
  }));
  const head = {
    mode,
    source: {
      system: SYSTEM_NAMES[context.system],
      generation: context.system,
      address: source.address,
      database: source.kind,
      rows: await sourceTables(source, context),
    },
    target: target.name,
    written: new Date().toISOString(),
    seconds: Math.round(seconds * 10) / 10,
    tables,
    sums,
    checkList: checkList(context, source),
  };
  await write(json, `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "findings": [`);
  await write(txt, headOf(head) + sumsText(sums) + tablesText(tables, head.source.rows));
  const groups = await target.query<Group>(
    `SELECT name, kind, reason, count(*) FROM ${outcome.notes} WHERE import_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2 DESC, 3`,
    [outcome.importId],
  );
  await write(txt, groups.length > 0 ? '\nFindings\n========\n' : '\nThere are no findings.\n');
  for (const [index, group] of groups.entries()) await writeGroup(group, index, outcome, json, txt);
  await write(json, '\n  ]\n}\n');
  await write(
    txt,
    `\nCheck list for the switch\n=========================\n${head.checkList.map((item) => `[ ] ${item}\n`).join('')}`,
  );
  json.end();
  txt.end();
  await Promise.all([finished(json), finished(txt)]);
  return folder;
}

async function writeGroup(
  group: Group,
  index: number,
  { target, notes, importId }: Outcome,
  json: WriteStream,
  txt: WriteStream,
): Promise<void> {
  const { name, kind, reason, count } = group;
  const { what, advice } = reasonText(reason);
  const start = JSON.stringify({ table: name, kind, reason, what, advice, count: Number(count) });
  await write(json, `${index === 0 ? '' : ','}\n    ${start.slice(0, -1)},"rows":[`);
  await write(txt, `\n${name}: ${count} ${kind}, ${what} (${reason})\n${advice ? `  What to do: ${advice}\n` : ''}`);
  let listed = 0;
  for (let last = '0'; ;) {
    const rows = await target.query<Note>(
      `SELECT n.id::text, row_id, detail FROM ${notes} n WHERE import_id = $1 AND name = $2 AND reason = $3 AND kind = $4 AND n.id > $5 ORDER BY n.id LIMIT ${PAGE}`,
      [importId, name, reason, kind, last],
    );
    const end = rows.at(-1);
    if (!end) break;
    last = end.id;
    await write(
      json,
      rows.map((row, at) => `${listed + at === 0 ? '' : ','}${JSON.stringify([row.row_id, row.detail])}`).join(''),
    );
    const lines = rows.slice(0, Math.max(0, LISTED - listed));
    await write(
      txt,
      lines.map((row) => `  ${row.row_id}${row.detail === '' ? '' : `: ${oneLine(row.detail)}`}\n`).join(''),
    );
    listed += rows.length;
  }
  if (listed > LISTED) await write(txt, `  … and ${listed - LISTED} more in report.json\n`);
  await write(json, ']}');
}

/** Control characters in a value of the source must not act on the terminal of its reader. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}
