import { readBatches, type Row, type Source } from '../sources/source.js';
import type { Target } from '../target/target.js';
import type { Context, TableImport } from '../tables/table-import.js';
import type { ProgressDisplay } from '../progress/display.js';
import { Findings, type FindingsPlace, forgetFindings, storeFindings, type Tally } from './findings.js';
import { add, type Progress, type ProgressStore } from './progress-store.js';

/** The dependencies of a run. */
export interface Run {
  readonly source: Source;
  readonly target: Target;
  readonly context: Context;
  readonly place: FindingsPlace;
  /** Undefined where nothing may be written. */
  readonly store: ProgressStore | undefined;
  readonly display: ProgressDisplay;
  /** Rows that one transaction moves. */
  readonly batch: number;
}

const NOTHING: Tally = { read: 0, moved: 0, merged: 0, refused: 0 };

/** Moves a table, updates it, or only reads it, depending on the run's mode. */
export async function runTable(table: TableImport, run: Run): Promise<Tally> {
  const { context, store, display } = run;
  const selection = table.select(context);
  if (!selection) return NOTHING;
  const before = await store?.get(table.name);
  if (context.mode === 'import' && before?.done) return before;
  await display.begin(table.name, selection, before?.read ?? 0);
  const tally = context.mode === 'import' && !table.whole ? await moveRanges(table, run) : await moveWhole(table, run);
  display.end(tally);
  return tally;
}

/** Range by range, each with its progress in one transaction: an interrupted import goes on after the last one. */
async function moveRanges(table: TableImport, run: Run): Promise<Tally> {
  const { source, target, context, place, store, display } = run;
  const selection = table.select(context);
  let progress: Progress = (await store?.get(table.name)) ?? { ...NOTHING, lastKey: [], done: false };
  if (!selection) return progress;
  await makeStage(table, target);
  let ranges = 0;
  for await (const { rows, last } of readBatches(source, selection, progress.lastKey, run.batch)) {
    progress = await target.transaction(async () => {
      await target.run('TRUNCATE import_stage');
      const findings = await stageRows(table, rows, run);
      // without statistics the planner would join row by row
      await target.run('ANALYZE import_stage');
      for (const statement of table.check?.(context, false) ?? []) await target.run(statement);
      const stopped = await storeFindings(target, place, table.name);
      for (const statement of table.apply(context, false)) await target.run(statement);
      await findings.storeKept(target, place, table.name);
      const tally = { read: findings.read, ...stopped, moved: findings.read - stopped.refused - stopped.merged };
      const next = { ...add(progress, tally), lastKey: last, done: false };
      await store?.put(table.name, next);
      return next;
    });
    display.advance(progress.read);
    ranges += 1;
    // after 1, 2, 4, 8, … ranges: without statistics the planner would read whole tables for each range
    if (table.growing && Number.isInteger(Math.log2(ranges))) await target.run(`ANALYZE ${table.growing.join(', ')}`);
  }
  await target.transaction(async () => {
    await continueSequence(table, target);
    await store?.put(table.name, { ...progress, done: true });
  });
  return progress;
}

/** All rows in one transaction: the stage holds the whole table, so that what is gone or changed shows. */
async function moveWhole(table: TableImport, run: Run): Promise<Tally> {
  const { source, target, context, place, store, display } = run;
  const selection = table.select(context);
  if (!selection) return NOTHING;
  return target.transaction(async () => {
    await makeStage(table, target);
    await forgetFindings(target, place, table.name);
    let read = 0;
    let lastKey: readonly string[] = [];
    for await (const { rows, last } of readBatches(source, selection, [], run.batch)) {
      const findings = await stageRows(table, rows, run);
      await findings.storeKept(target, place, table.name);
      read += findings.read;
      lastKey = last;
      display.advance(read);
    }
    await target.run('ANALYZE import_stage');
    for (const statement of table.check?.(context, true) ?? []) await target.run(statement);
    if (context.mode === 'verify') await target.run(differencesInto(table, context));
    const stopped = await storeFindings(target, place, table.name);
    if (store) for (const statement of table.apply(context, true)) await target.run(statement);
    const tally = { read, ...stopped, moved: read - stopped.refused - stopped.merged };
    if (store) await continueSequence(table, target);
    await store?.put(table.name, { ...tally, lastKey, done: true });
    return tally;
  });
}

const differencesInto = (table: TableImport, context: Context) =>
  `INSERT INTO import_found (row_id, kind, reason, detail, amounts)
   SELECT row_id, 'notice', 'differs', what, '{}' FROM (${table.differences(context)}) d`;

async function makeStage(table: TableImport, target: Target): Promise<void> {
  const columns = Object.entries(table.stage).map(([name, type]) => `"${name}" ${type}`);
  await target.run('DROP TABLE IF EXISTS import_stage');
  await target.run(`CREATE TEMPORARY TABLE import_stage (${columns.join(', ')})`);
}

async function stageRows(table: TableImport, rows: readonly Row[], { target, context }: Run): Promise<Findings> {
  const columns = Object.keys(table.stage);
  const findings = new Findings(columns);
  await table.prepare?.(rows, target, context);
  for (const row of rows) table.map(row, findings, context);
  await target.copy('import_stage', columns, findings.rows);
  await findings.flush(target);
  return findings;
}

async function continueSequence({ sequence }: TableImport, target: Target): Promise<void> {
  if (!sequence) return;
  await target.run(
    `SELECT setval(${sequence.name}::regclass, highest) FROM (SELECT max(id) AS highest FROM ${sequence.table}) m WHERE highest IS NOT NULL`,
  );
}
