import { Injectable } from '@nestjs/common';
import { Records } from '@tollgate/audit-log';
import { UnitOfWork } from '@tollgate/platform/db';
import { LogsRepository } from './logs.repository.js';
import { UsageRepository } from './usage.repository.js';

const DAY_SECONDS = 86_400;

/** Deletes log lines by age, in batches. */
@Injectable()
export class LogCut {
  constructor(
    private readonly logs: LogsRepository,
    private readonly usage: UsageRepository,
    private readonly records: Records,
    private readonly work: UnitOfWork,
  ) {}

  /** Sums up usage by hour, because statistics show the sums after the lines are deleted. */
  async prepare(signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted && (await this.work.run((tx) => this.usage.rollUp(tx))));
  }

  /** Deletes lines that are older than so many days, and returns how many; call it again until it returns 0. */
  async cut(days: number): Promise<number> {
    const before = Math.floor(Date.now() / 1000) - days * DAY_SECONDS;
    return this.work.run(async (tx) => {
      const deleted = await this.logs.purge(tx, before);
      if (deleted === 0) return 0;
      const target = { type: 'log', id: '' };
      await this.records.audit(tx, {
        actor: null,
        action: 'log.remove',
        target,
        after: { before, deleted },
        caller: null,
      });
      return deleted;
    });
  }
}
