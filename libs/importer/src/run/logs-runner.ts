import { readBatches, type Selection, type Source } from '../sources/source.js';
import { mirrorDifferences, mirrorRows } from '../tables/mirror.js';
import { LOG_COLUMNS, mapLog, selectLogs } from '../tables/logs.js';
import type { CopyValue } from '../target/copy-text.js';
import { MOST } from '../values/read.js';
import { Findings, forgetFindings, storeFindings, type Tally } from './findings.js';
import { add, type Progress } from './progress-store.js';
import type { Run } from './table-runner.js';

const NAME = 'logs';
/** Log lines are compared by sums over so many ids; only where these differ, line by line. */
const BLOCK = 100_000n;
const NOTHING: Tally = { read: 0, moved: 0, merged: 0, refused: 0 };

/** Moves the log, or what of it is new or changed. The lines go straight into the table: nothing in them needs another row. */
export async function runLogs(run: Run, where: string | undefined): Promise<Tally> {
  const { context, store, display } = run;
  const selection = selectLogs(context, where);
  const before = await store?.get(NAME);
  if (context.mode === 'import' && before?.done) return before;
  await display.begin(NAME, selection, before?.read ?? 0);
  const tally =
    context.mode === 'import' || context.mode === 'dry-run'
      ? await append(run, selection)
      : await compare(run, selection);
  display.end(tally);
  return tally;
}

async function append(run: Run, selection: Selection): Promise<Tally> {
  const { source, target, place, store, display } = run;
  let progress: Progress = (await store?.get(NAME)) ?? { ...NOTHING, lastKey: [], done: false };
  if (store && progress.lastKey.length === 0) await giveWay(run, '0');
  for await (const { rows, last } of readBatches(source, selection, progress.lastKey, run.batch)) {
    progress = await target.transaction(async () => {
      const findings = new Findings([]);
      const lines = rows.flatMap((row) =>
        [mapLog(row, findings)].filter((values): values is CopyValue[] => values !== undefined),
      );
      if (store) await target.copy('admin.logs', LOG_COLUMNS, lines);
      await findings.flush(target);
      const stopped = await storeFindings(target, place, NAME);
      const tally = { read: rows.length, ...stopped, moved: rows.length - stopped.refused };
      const next = { ...add(progress, tally), lastKey: last, done: false };
      await store?.put(NAME, next);
      return next;
    });
    display.advance(progress.read);
  }
  if (store)
    await target.run(
      `SELECT setval('admin.logs_id', greatest((SELECT coalesce(max(id), 1) FROM admin.logs), (SELECT last_value FROM admin.logs_id)))`,
    );
  await store?.put(NAME, { ...progress, done: true });
  return progress;
}

/** Lines that the product wrote by itself take numbers above the source's, so that the source's keep theirs. */
async function giveWay({ source, target }: Run, above: string): Promise<void> {
  const highest = await highestLine(source);
  await target.run(`SELECT setval('admin.logs_id', greatest($1::bigint + 1, (SELECT last_value FROM admin.logs_id)))`, [
    highest,
  ]);
  await target.run(`UPDATE admin.logs SET id = nextval('admin.logs_id') WHERE id > $1::bigint AND id <= $2::bigint`, [
    above,
    highest,
  ]);
}

/** The highest number of a line that is moved. */
export async function highestLine(source: Source, where = '1 = 1'): Promise<string> {
  const [row] = await source.query(
    `SELECT max(id) AS highest FROM ${source.quote('logs')} WHERE id <= ${MOST} AND ${where}`,
  );
  return String(row?.highest ?? '0');
}

/** Sums of blocks on both sides; blocks that differ are compared line by line, and in a delta made the source's. */
async function compare(run: Run, selection: Selection): Promise<Tally> {
  const { target, store, place } = run;
  const before = await store?.get(NAME);
  if (store) await giveWay(run, before?.lastKey[0] ?? '0');
  const highest = await highestLine(run.source);
  const [ours, theirs] = [await targetBlocks(run, highest), await sourceBlocks(run, selection)];
  await target.transaction(() => forgetFindings(target, place, NAME));
  let tally = NOTHING;
  let lines = 0;
  for (const block of new Set([...ours.keys(), ...theirs.keys()])) {
    const count = Number(theirs.get(block)?.split(' ')[0] ?? 0);
    lines += count;
    if (ours.get(block) === theirs.get(block)) tally = add(tally, { ...NOTHING, read: count, moved: count });
    else tally = add(tally, await redo(run, selection, block, highest));
    run.display.advance(lines);
  }
  await store?.put(NAME, { ...tally, lastKey: [highest], done: true });
  return tally;
}

async function redo(run: Run, selection: Selection, block: bigint, highest: string): Promise<Tally> {
  const { source, target, context, place, store } = run;
  // numbers below 1 fall into the first block or one before it
  const from = block <= 0n ? '' : `id >= ${block * BLOCK} AND `;
  const range = `${from}id < ${(block + 1n) * BLOCK}`;
  // the product's own lines have higher numbers than the source's
  const scope = `${scoped(range, 't.')} AND t.id <= ${BigInt(highest)}`;
  const mirror = { table: 'admin.logs', key: ['id', 'created_at'], columns: LOG_COLUMNS, scope };
  return target.transaction(async () => {
    await target.run('DROP TABLE IF EXISTS import_stage');
    await target.run('CREATE TEMPORARY TABLE import_stage (LIKE admin.logs)');
    let read = 0;
    const where = [selection.where, range].filter(Boolean).join(' AND ');
    for await (const { rows } of readBatches(source, { ...selection, where }, [], run.batch)) {
      const findings = new Findings([]);
      const lines = rows.flatMap((row) =>
        [mapLog(row, findings)].filter((values): values is CopyValue[] => values !== undefined),
      );
      await target.copy('import_stage', LOG_COLUMNS, lines);
      await findings.flush(target);
      read += rows.length;
    }
    if (context.mode === 'verify') {
      await target.run(`INSERT INTO import_found (row_id, kind, reason, detail, amounts)
        SELECT row_id, 'notice', 'differs', what, '{}' FROM (${mirrorDifferences(mirror)}) d`);
    }
    const { refused, merged } = await storeFindings(target, place, NAME);
    if (store) for (const statement of mirrorRows(mirror, true)) await target.run(statement);
    return { read, refused, merged, moved: read - refused - merged };
  });
}

const scoped = (range: string, prefix: string) => range.replaceAll(/\bid\b/g, `${prefix}id`);

/** Figures by which blocks are compared. Rests of a prime, because SQLite's sums of whole numbers stop at 2^63. */
const FIGURES = ['quota', 'prompt_tokens', 'completion_tokens', 'user_id', 'type'];
const PRIME = 1_000_003;

/** Texts of count and sums by block. Both sides count what is missing as 0. */
async function targetBlocks({ target }: Run, highest: string): Promise<Map<bigint, string>> {
  const sums = [...FIGURES, 'extract(epoch FROM created_at)::bigint', 'length(content)'].map(
    (each) => `sum(${each} % ${PRIME})`,
  );
  const rows = await target.query<{ block: string; sums: string }>(
    `SELECT id / ${BLOCK} AS block, concat_ws(' ', count(*), ${sums.join(', ')}) AS sums FROM admin.logs WHERE id <= $1 GROUP BY 1`,
    [highest],
  );
  return new Map(rows.map(({ block, sums: text }) => [BigInt(block), text]));
}

async function sourceBlocks({ source }: Run, { where }: Selection): Promise<Map<bigint, string>> {
  const block = source.kind === 'mysql' ? `id DIV ${BLOCK}` : `id / ${BLOCK}`;
  const length = source.kind === 'sqlite' ? 'length' : 'char_length';
  const whole = (each: string) => (source.kind === 'sqlite' ? `CAST(${each} AS INTEGER)` : each);
  const sums = [...FIGURES, 'created_at', `${length}(content)`].map(
    (each, i) => `sum(${whole(`coalesce(${each}, 0)`)} % ${PRIME}) AS s${i}`,
  );
  const rows = await source.query(
    `SELECT ${block} AS block, count(*) AS n, ${sums.join(', ')} FROM ${source.quote('logs')} ${where ? `WHERE ${where}` : ''} GROUP BY 1`,
  );
  return new Map(
    rows.map(({ block: number, n, ...each }) => [
      BigInt(String(number)),
      [n, ...Object.values(each)].map(String).join(' '),
    ]),
  );
}
