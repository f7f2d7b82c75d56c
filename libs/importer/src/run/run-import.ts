import type { Secrets } from '@tollgate/platform/secrets';
import { Records } from '@tollgate/audit-log';
import type { Tx } from '@tollgate/platform/db';
import type { ImportRequest } from '../command/arguments.js';
import { ImportError, messageOf } from '../import-error.js';
import { listPeople, nameConflicts } from '../people/directory.js';
import { ProgressDisplay } from '../progress/display.js';
import { writeNameConflicts, writeReport } from '../report/report.js';
import { openSource } from '../sources/open-source.js';
import type { Source } from '../sources/source.js';
import { recognise, type Recognised } from '../sources/systems.js';
import { mapOptions, runOptions } from '../tables/options.js';
import type { Context, Mode } from '../tables/table-import.js';
import { TABLES } from '../tables/tables.js';
import { rebuildSecondaryIndexes } from '../target/secondary-indexes.js';
import { Target } from '../target/target.js';
import { text } from '../values/read.js';
import { Findings, prepareFindings, type Tally } from './findings.js';
import {
  findImport,
  identityOf,
  type ImportRecord,
  refuseChangedSource,
  refuseFilledTarget,
  refuseOtherSource,
  refuseUsedTarget,
  snapshotOf,
} from './import-record.js';
import { dropIndexesOfLargeTables } from './large-tables.js';
import { runLogs } from './logs-runner.js';
import type { Outcome } from './outcome.js';
import { ProgressStore } from './progress-store.js';
import { type Sum, takeSums } from './sums.js';
import { type Run, runTable } from './table-runner.js';
import { takeOverRoot } from './take-over-root.js';

/** Tables of the parts that can be moved without the users. */
const ANALYSED_WITHOUT_USERS = [
  'auth.api_keys',
  'billing.orders',
  'billing.redemptions',
  'admin.logs',
  'admin.usage_hours',
];

/** Where the command runs. */
export interface ImportPlace {
  readonly targetUrl: string;
  readonly targetName: string;
  readonly secrets: Secrets;
  readonly output: NodeJS.WriteStream;
}

/** The sums are equal, or the command stopped, or it finished with differences that the report lists. */
export const EXIT = { reconciled: 0, stopped: 1, differences: 2 } as const;

/**
 * Carries a request out and returns the exit code.
 * @throws ImportError with the reason why it stopped. Rows that were moved before stay, and the same command continues there
 */
export async function runImport(request: ImportRequest, place: ImportPlace): Promise<number> {
  const source = await openSource(request.from);
  let logs: Source | undefined;
  let target: Target | undefined;
  try {
    logs = request.logsFrom ? await openSource(request.logsFrom) : source;
    target = await Target.open(place.targetUrl, place.targetName);
    return await new ImportRun(request, place, source, logs, target).go();
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError(`the import stopped: ${messageOf(error)}. The same command goes on where it stopped`, {
      cause: error,
    });
  } finally {
    for (const each of new Set([source, logs, target])) await each?.close().catch(() => undefined);
  }
}

class ImportRun {
  private readonly began = performance.now();
  private readonly mode: Mode;
  private readonly display: ProgressDisplay;

  constructor(
    private readonly request: ImportRequest,
    private readonly place: ImportPlace,
    private readonly source: Source,
    private readonly logs: Source,
    private readonly target: Target,
  ) {
    this.mode = request.verify ? 'verify' : request.dryRun ? 'dry-run' : request.delta ? 'delta' : 'import';
    this.display = new ProgressDisplay(source, place.output);
  }

  async go(): Promise<number> {
    const recognised = await recognise(this.source);
    const record = await this.admit(recognised);
    const context = await this.contextOf(recognised, record);
    this.display.say(`${this.source.address} (${context.system}) into ${this.target.name}`);
    await listPeople(this.source, this.target, context);
    await this.settleNames(record);
    const writes = this.mode === 'import' || this.mode === 'delta';
    const store = writes && record ? new ProgressStore(this.target, record.id) : undefined;
    if (this.mode === 'import' && store && (await store.get('users')).lastKey.length === 0)
      await takeOverRoot(this.target);
    const findings = await prepareFindings(this.target, store ? record?.id : undefined);
    const { source, target, display } = this;
    const run: Run = { source, target, context, place: findings, store, display, batch: this.request.batch };
    if (this.mode === 'import') await dropIndexesOfLargeTables(run, this.logs, this.parts());
    const tallies = await this.runTables(run, record);
    if (writes && record) await rebuildSecondaryIndexes(target, record.id, (line) => display.say(line));
    const logsWhere = this.logsWhere(record);
    const sums = await takeSums({
      source,
      logs: this.logs,
      target,
      context,
      place: findings,
      parts: this.parts(),
      logsWhere,
    });
    if (writes && record) await this.finish(record, sums, tallies);
    const seconds = (performance.now() - this.began) / 1000;
    const outcome = {
      mode: this.mode,
      source,
      target,
      context,
      notes: findings.notes,
      importId: findings.importId,
      tallies,
      sums,
      seconds,
    };
    return this.conclude(outcome, record);
  }

  /** The import that this run belongs to. A first run creates it. Undefined if there is none and the run writes nothing. */
  private async admit(recognised: Recognised): Promise<ImportRecord | undefined> {
    const { source, target } = this;
    const [identity, snapshot] = [await identityOf(source, recognised), await snapshotOf(source, recognised)];
    const record = await findImport(target);
    if (record) refuseOtherSource(record, source, identity);
    if (this.mode === 'verify' || this.mode === 'delta') {
      if (!record) throw new ImportError(`the target ${target.name} holds no import yet: run import first`);
      if (this.mode === 'delta') {
        await refuseUsedTarget(target, record);
        await target.run('UPDATE admin.imports SET snapshot = $2 WHERE id = $1', [record.id, JSON.stringify(snapshot)]);
      }
      return record;
    }
    if (record && this.mode === 'import') {
      refuseChangedSource(record, snapshot);
      return record;
    }
    if (!record) await refuseFilledTarget(target);
    return this.mode === 'import' ? this.newRecord(recognised, identity, snapshot) : undefined;
  }

  private async newRecord({ system }: Recognised, identity: Buffer, snapshot: object): Promise<ImportRecord> {
    const since = this.request.logs === '30d' ? Math.floor(Date.now() / 1000) - 30 * 86_400 : undefined;
    const kept = { onNameConflict: this.request.onNameConflict ?? 'stop', logsSince: since };
    await this.target.run(
      'INSERT INTO admin.imports (source, identity, system, request, snapshot) VALUES ($1, $2, $3, $4, $5)',
      [this.source.address, identity, system, JSON.stringify(kept), JSON.stringify(snapshot)],
    );
    const record = await findImport(this.target);
    if (!record) throw new Error('the import was not stored');
    return record;
  }

  private async contextOf(source: Recognised, record: ImportRecord | undefined): Promise<Context> {
    const rows = await this.source.query(`SELECT ${this.source.quote('key')}, value FROM options`);
    const options = new Map(rows.map((row) => [text(row.key), text(row.value)]));
    const mapped = await mapOptions(this.source, { options, source }, new Findings([]));
    const has = (...keys: Parameters<typeof mapped.get>[0][]) => keys.every((key) => (mapped.get(key) ?? '') !== '');
    const providers = new Set<string>();
    if (has('PayAddress', 'EpayId', 'EpayKey')) providers.add('epay');
    if (has('StripeApiSecret', 'StripeWebhookSecret')) providers.add('stripe');
    if (has('CreemApiKey')) providers.add('creem');
    const gateways = source.columns.has('payments') ? await this.source.query('SELECT id, type FROM payments') : [];
    const importId = record?.id ?? '0';
    return {
      mode: this.mode,
      source,
      system: source.system,
      options,
      secrets: this.place.secrets,
      importName: `import-${importId}`,
      importId,
      startedAt: record?.startedAt ?? new Date().toISOString(),
      providers,
      gateways: new Map(gateways.map((row) => [text(row.id), text(row.type)])),
    };
  }

  /** Stops if names are equal under the product's rule, unless they may be changed. */
  private async settleNames(record: ImportRecord | undefined): Promise<void> {
    const rule = this.request.onNameConflict ?? record?.request.onNameConflict ?? 'stop';
    if (rule === 'rename') return;
    const conflicts = await nameConflicts(this.target);
    if (conflicts.length === 0) return;
    const file = writeNameConflicts(this.request.report, conflicts);
    if (this.mode === 'import')
      await this.target.run(
        `DELETE FROM admin.imports i WHERE NOT EXISTS (SELECT FROM admin.import_progress p WHERE p.import_id = i.id)`,
      );
    const few = conflicts
      .slice(0, 20)
      .map(({ id, name, keeper, renamed }) => `  user ${id} (${name}) and user ${keeper}: would become ${renamed}`);
    throw new ImportError(
      `${conflicts.length} users have a name that is another user's name here, where letter case and width make no difference:\n${few.join('\n')}\n` +
        `All of them are in ${file}. --on-name-conflict rename gives them these names; they can log in with their e-mail address. Nothing was changed`,
    );
  }

  private parts() {
    const { parts, logs } = this.request;
    return logs === 'none' ? new Set([...parts].filter((part) => part !== 'logs')) : parts;
  }

  private logsWhere(record: ImportRecord | undefined): string | undefined {
    const since =
      record?.request.logsSince ??
      (this.request.logs === '30d' ? Math.floor(Date.now() / 1000) - 30 * 86_400 : undefined);
    return since === undefined ? undefined : `created_at >= ${since}`;
  }

  private async runTables(run: Run, record: ImportRecord | undefined): Promise<Map<string, Tally>> {
    const tallies = new Map<string, Tally>();
    const parts = this.parts();
    if (parts.has('options') && this.mode !== 'verify') tallies.set('options', await runOptions(run));
    for (const table of TABLES) {
      if (!parts.has(table.part) || (table.part === 'kept' && this.mode === 'verify')) continue;
      if (table.select(run.context)) tallies.set(table.name, await runTable(table, run));
    }
    if (!parts.has('logs')) return tallies;
    const where = this.logsWhere(record);
    const display = new ProgressDisplay(this.logs, this.place.output);
    tallies.set('logs', await runLogs({ ...run, source: this.logs, display }, where));
    return tallies;
  }

  private async finish(record: ImportRecord, sums: readonly Sum[], tallies: ReadonlyMap<string, Tally>): Promise<void> {
    const { target } = this;
    await target.transaction(async () => {
      await target.run('UPDATE admin.imports SET sums = $2, passes = passes + 1, finished_at = now() WHERE id = $1', [
        record.id,
        JSON.stringify(sums),
      ]);
      const tx = { query: target.query.bind(target) } as unknown as Tx;
      const rows = Object.fromEntries([...tallies].map(([name, { moved }]) => [name, moved]));
      const totals = Object.fromEntries(sums.map(({ name, target: sum }) => [name, sum]));
      const after = { source: this.source.address, mode: this.mode, rows, totals };
      await new Records().audit(tx, {
        actor: null,
        action: 'import.finish',
        target: { type: 'import', id: record.id },
        after,
        caller: null,
      });
    });
    // statistics of the searched texts of users take as long as a hundred thousand log lines
    await target.run(this.parts().has('users') ? 'ANALYZE' : `ANALYZE ${ANALYSED_WITHOUT_USERS.join(', ')}`);
  }

  private async conclude(outcome: Outcome, record: ImportRecord | undefined): Promise<number> {
    const files = await writeReport(this.request.report, outcome);
    const [row] = await this.target.query<{ n: string }>(
      `SELECT count(*) AS n FROM ${outcome.notes} WHERE import_id = $1 AND reason = 'differs'`,
      [outcome.importId],
    );
    const differing = Number(row?.n ?? 0);
    const open = outcome.sums.filter(({ difference }) => Number(difference) !== 0);
    const unexplained = outcome.sums.filter(({ reconciled }) => !reconciled);
    for (const { name, source, target, difference } of open)
      this.display.say(`${name}: ${source} in the source, ${target} in the target, difference ${difference}`);
    this.display.say(`the report is in ${files}`);
    // refused rows are in the report of the import already, so verify reports only later differences
    if (this.mode === 'verify')
      return record && differing === 0 && unexplained.length === 0 ? EXIT.reconciled : EXIT.differences;
    return open.length === 0 && differing === 0 ? EXIT.reconciled : EXIT.differences;
  }
}
