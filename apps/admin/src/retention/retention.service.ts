import { Injectable } from '@nestjs/common';
import { Records } from '@tollgate/audit-log';
import { Options } from '@tollgate/options';
import { UnitOfWork } from '@tollgate/platform/db';
import { AuditCut } from '../audit/audit-cut.js';
import { LogsRepository } from '../logs/logs.repository.js';
import { UsageRepository } from '../logs/usage.repository.js';
import { RetentionRepository } from './retention.repository.js';
import { SWEEPS } from './sweeps.js';

/** Rows that one transaction deletes. */
const BATCH = 1000;
const DAY_SECONDS = 86_400;

/** How many rows each kind of deletion removed. */
export type Removed = Readonly<Record<string, number>>;

/**
 * Deletes rows that have no further use (sweeps), and old rows of logs and of the audit trail if an option says after how many days.
 * Each batch is a transaction of its own, so an interrupted run continues with the next one.
 */
@Injectable()
export class RetentionService {
  constructor(
    private readonly retention: RetentionRepository,
    private readonly auditCut: AuditCut,
    private readonly logs: LogsRepository,
    private readonly usage: UsageRepository,
    private readonly records: Records,
    private readonly options: Options,
    private readonly work: UnitOfWork,
  ) {}

  /** Deletes expired rows of every table that has a sweep. */
  async sweep(signal?: AbortSignal): Promise<Removed> {
    const removed: Record<string, number> = {};
    for (const name of SWEEPS) removed[name] = await repeat(() => this.retention.sweep(name, BATCH), signal);
    return removed;
  }

  /** Deletes what the retention options allow. */
  async cut(signal?: AbortSignal): Promise<Removed> {
    const audit = this.options.get('RetentionAuditDays');
    const security = this.options.get('RetentionSecurityLogDays');
    const log = this.options.get('RetentionLogDays');
    return {
      logs: log === 0 ? 0 : await this.cutLogs(log, signal),
      security_log: security === 0 ? 0 : await repeat(() => this.retention.eraseSecurityLog(security, BATCH), signal),
      audit: audit === 0 ? 0 : await repeat(() => this.auditCut.cut(audit), signal),
    };
  }

  /** Usage is summed up by hour first, because statistics show the sums after the lines are deleted. */
  private async cutLogs(days: number, signal?: AbortSignal): Promise<number> {
    while (await this.work.run((tx) => this.usage.rollUp(tx))) if (signal?.aborted) return 0;
    const before = Math.floor(Date.now() / 1000) - days * DAY_SECONDS;
    const purge = () =>
      this.work.run(async (tx) => {
        const deleted = await this.logs.purge(tx, before);
        if (deleted === 0) return 0;
        const target = { type: 'log', id: '' };
        const after = { before, deleted };
        await this.records.audit(tx, { actor: null, action: 'log.remove', target, after, caller: null });
        return deleted;
      });
    return repeat(purge, signal);
  }
}

/** Runs batches until one removes nothing. */
async function repeat(batch: () => Promise<number>, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (let gone = -1; gone !== 0 && !signal?.aborted; total += gone) gone = await batch();
  return total;
}
