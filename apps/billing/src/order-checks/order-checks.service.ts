import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { Log } from '@tollgate/platform/log';
import { CreditsRepository } from '../settlements/credits.repository.js';
import { type Provider, PROVIDERS } from '../settlements/evidence.js';
import type { Finding } from '../settlements/finding.js';
import { PaymentMetrics } from '../settlements/payment-metrics.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { Circuit } from './circuit.js';
import { Inquiries } from './inquiries.js';
import { type DueOrder, OrderChecksRepository } from './order-checks.repository.js';

/** Questions to one provider at the same time. */
const CONCURRENCY = 4;
/** How long one run asks a provider, in milliseconds; the job runs every minute. */
const BUDGET_MS = 45_000;
/** After so long without a clear answer an order fails; an administrator can still complete it. */
const MAX_UNCLEAR_MS = 7 * 24 * 3_600_000;

/**
 * Asks the providers about orders whose callback never came, and settles or ends them. An answer counts exactly as much as a
 * callback: the same comparison, the same statement. Each provider has a queue, a time budget and a circuit breaker of its own, so
 * that one that does not answer delays no order of another.
 */
@Injectable()
export class OrderChecksService implements OnModuleDestroy {
  private readonly stopping = new AbortController();
  private readonly circuits = Object.fromEntries(PROVIDERS.map((provider) => [provider, new Circuit()])) as Readonly<
    Record<Provider, Circuit>
  >;

  constructor(
    private readonly checks: OrderChecksRepository,
    private readonly credits: CreditsRepository,
    private readonly settlements: SettlementsService,
    private readonly inquiries: Inquiries,
    private readonly metrics: PaymentMetrics,
    private readonly log: Log,
  ) {}

  /** Ends a run within the moment: questions that are under way are given up, and their orders are asked about again later. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Asks about all orders that are due, as far as the time budget reaches; returns how many. */
  async run(): Promise<number> {
    const queues = await Promise.allSettled(PROVIDERS.map((provider) => this.runQueue(provider)));
    const failed = queues.find((queue) => queue.status === 'rejected');
    if (failed) throw failed.reason;
    return queues.reduce((sum, queue) => sum + (queue.status === 'fulfilled' ? queue.value : 0), 0);
  }

  private async runQueue(provider: Provider): Promise<number> {
    const end = performance.now() + BUDGET_MS;
    const askInTurn = async (): Promise<number> => {
      let asked = 0;
      while (!this.stopping.signal.aborted && !this.circuits[provider].isOpen && performance.now() < end) {
        const [order] = await this.checks.claim(provider, 1);
        if (!order) return asked;
        await this.lookInto(order);
        asked += 1;
      }
      return asked;
    };
    const counts = await Promise.all(Array.from({ length: CONCURRENCY }, askInTurn));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private async lookInto(order: DueOrder): Promise<void> {
    const finding = await this.ask(order);
    if (!finding) return;
    try {
      await this.act(order, finding);
    } catch (error) {
      // the order shows the reason, and is asked about again
      if (!(error instanceof AppError) || error.code === 'UNAVAILABLE' || error.code === 'OUTCOME_UNKNOWN') throw error;
      this.log.error('a paid order cannot be credited', {
        orderNo: order.trade_no,
        provider: order.provider,
        code: error.code,
      });
    }
  }

  /** The finding, or undefined if the service stops in the meantime. */
  private async ask(order: DueOrder): Promise<Finding | undefined> {
    const { signal } = this.stopping;
    const finding = await raceWithAbort(this.inquiries.ask(order, signal), signal);
    if (!finding || signal.aborted) return undefined;
    const circuit = this.circuits[order.provider];
    if (finding.state !== 'unclear' || !finding.unreachable) circuit.answered();
    else if (circuit.unanswered()) this.log.warn('a payment provider does not answer', { provider: order.provider });
    return finding;
  }

  private async act(order: DueOrder, finding: Finding): Promise<void> {
    const { trade_no: tradeNo, provider, old } = order;
    const source = { provider, tradeNo, type: 'asked', callbackId: null };
    switch (finding.state) {
      case 'paid': {
        await this.settlements.settle({ ...finding.evidence, tradeNo });
        return;
      }
      case 'expired':
      case 'failed':
        await this.settlements.close({
          ...source,
          eventId: `asked:${tradeNo}:${finding.state}`,
          status: finding.state,
        });
        return;
      case 'unpaid':
        if (old) await this.settlements.close({ ...source, eventId: `asked:${tradeNo}:expired`, status: 'expired' });
        else await this.credits.markUnsettled(tradeNo, '');
        return;
      case 'open':
        await this.credits.markUnsettled(tradeNo, '');
        return;
      case 'unclear':
        this.metrics.count(provider, 'unclear');
        await this.giveUpOrWait(order, finding.why);
    }
  }

  /** An order whose answers were unclear for a week fails with the reason: it must have an end, but no silent one. */
  private async giveUpOrWait(order: DueOrder, why: string): Promise<void> {
    const { trade_no: tradeNo, provider, unclear_since } = order;
    if (!unclear_since || Date.now() - unclear_since.getTime() < MAX_UNCLEAR_MS) {
      return this.credits.markUnsettled(tradeNo, why, { unclear: true });
    }
    const reason = `no clear answer for a week: ${why}`.slice(0, 1000);
    const source = { provider, tradeNo, type: 'asked', callbackId: null, eventId: `asked:${tradeNo}:unclear` };
    await this.settlements.close({ ...source, status: 'failed', reason });
  }
}

/** The result of the work, or undefined if the signal is aborted first. */
async function raceWithAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
