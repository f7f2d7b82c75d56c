import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { LedgerAuditsRepository } from './ledger-audits.repository.js';

const SLICE = 2000;
const PAUSE_MS = 1000;
/** The pause after a slice is this many times as long as the slice took, so that the audit uses at most 5 % of the time. */
const IDLE_SHARE = 20;

/**
 * Checks the ledger continuously, slice by slice, on one replica. It checks each transaction once: its entries must add up to zero,
 * and each entry must follow from the one before it by balance and hash. It checks each account repeatedly: its balance must be
 * that of its newest entry. Together these are the invariants I1 to I3 (libs/ledger/src/invariants.ts) for the whole history.
 * A finding stays in the metric until the process restarts, so an alarm cannot be missed.
 */
@Injectable()
export class LedgerAuditor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly broken = { transactions: new Set<number>(), accounts: new Set<number>() };
  private readonly seen = { transactions: 0, accounts: 0 };
  private readonly next = { transactions: 0, accounts: 0 };
  /** When this replica last checked a slice, in Unix seconds; 0 if it never did. */
  private ranAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly audits: LedgerAuditsRepository,
    private readonly work: UnitOfWork,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.watch(
      'tollgate_ledger_audit',
      'The ledger as the auditor found it; broken_* other than 0 is an alarm',
      () => ({
        checked_transactions: this.seen.transactions,
        checked_accounts: this.seen.accounts,
        last_transaction: this.next.transactions,
        broken_transactions: this.broken.transactions.size,
        broken_accounts: this.broken.accounts.size,
        last_run_timestamp: this.ranAt,
      }),
    );
  }

  onApplicationBootstrap(): void {
    this.schedule(PAUSE_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Checks the next slice of transactions and of accounts, and returns how many broken ones are known. */
  async step(): Promise<number> {
    await this.work.run(async (tx) => {
      if (!(await this.audits.take(tx))) return;
      const transactions = await this.audits.transactions(tx, this.next.transactions, SLICE);
      await this.note(tx, 'transactions', transactions);
      const accounts = await this.audits.accounts(tx, this.next.accounts, SLICE);
      await this.note(tx, 'accounts', accounts.checked < SLICE ? { ...accounts, last: 0 } : accounts);
      this.ranAt = Math.floor(Date.now() / 1000);
    });
    return this.broken.transactions.size + this.broken.accounts.size;
  }

  private async note(
    tx: Tx,
    what: 'transactions' | 'accounts',
    slice: { checked: number; last: number; broken: readonly number[] },
  ): Promise<void> {
    this.seen[what] += slice.checked;
    this.next[what] = slice.last;
    for (const id of slice.broken) {
      if (this.broken[what].has(id)) continue;
      this.log.error(`the ledger is broken: ${what}`, { targetId: id });
      await this.audits.emitAlarm(tx, what, id);
      this.broken[what].add(id);
    }
  }

  private schedule(ms: number): void {
    this.timer = setTimeout(() => {
      this.running = this.tick();
    }, ms).unref();
  }

  private async tick(): Promise<void> {
    const started = performance.now();
    await this.step().catch((error: unknown) => this.log.warn('the ledger could not be audited', { error }));
    if (!this.stopped) this.schedule(Math.max(PAUSE_MS, (performance.now() - started) * IDLE_SHARE));
  }
}
