import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { AuditCut } from '../audit/audit-cut.js';
import { LogCut } from '../logs/log-cut.js';
import { RetentionRepository } from './retention.repository.js';
import { SWEEPS } from './sweeps.js';

/** Rows that one transaction deletes. */
const BATCH = 1000;

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
    private readonly logCut: LogCut,
    private readonly options: Options,
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
    if (log > 0) await this.logCut.prepare(signal);
    return {
      logs: log === 0 ? 0 : await repeat(() => this.logCut.cut(log), signal),
      security_log: security === 0 ? 0 : await repeat(() => this.retention.eraseSecurityLog(security, BATCH), signal),
      audit: audit === 0 ? 0 : await repeat(() => this.auditCut.cut(audit), signal),
    };
  }
}

/** Runs batches until one removes nothing. */
async function repeat(batch: () => Promise<number>, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (let gone = -1; gone !== 0 && !signal?.aborted; total += gone) gone = await batch();
  return total;
}
