import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { Log } from '@tollgate/platform/log';
import { CreditsRepository } from '../settlements/credits.repository.js';
import type { Finding } from '../settlements/finding.js';
import { PaymentMetrics } from '../settlements/payment-metrics.js';
import { SettlementsService } from '../settlements/settlements.service.js';
import { Inquiries } from './inquiries.js';
import { type DueOrder, OrderChecksRepository } from './order-checks.repository.js';

/** Orders taken at once. */
const BATCH = 20;

/**
 * Asks the providers about orders whose callback never came, and settles or ends them. Its word counts exactly as much as a
 * callback's: the same comparison, the same statement.
 */
@Injectable()
export class OrderChecksService {
  constructor(
    private readonly checks: OrderChecksRepository,
    private readonly credits: CreditsRepository,
    private readonly settlements: SettlementsService,
    private readonly inquiries: Inquiries,
    private readonly metrics: PaymentMetrics,
    private readonly log: Log,
  ) {}

  /** Looks into all orders that are due; answers how many. */
  async run(): Promise<number> {
    let looked = 0;
    for (;;) {
      const due = await this.checks.claim(BATCH);
      for (const order of due) await this.lookInto(order);
      looked += due.length;
      if (due.length < BATCH) return looked;
    }
  }

  private async lookInto(order: DueOrder): Promise<void> {
    const finding = await this.inquiries.ask(order);
    try {
      await this.act(order, finding);
    } catch (error) {
      // the order says why itself, and is asked about again
      if (!(error instanceof AppError) || error.code === 'UNAVAILABLE' || error.code === 'OUTCOME_UNKNOWN') throw error;
      this.log.error('a paid order cannot be credited', {
        orderNo: order.trade_no,
        provider: order.provider,
        code: error.code,
      });
    }
  }

  private async act(order: DueOrder, finding: Finding): Promise<void> {
    const { trade_no: tradeNo, provider, old } = order;
    const source = { provider, tradeNo, type: 'asked', callbackId: null };
    switch (finding.state) {
      case 'paid': {
        const outcome = await this.settlements.settle({ ...finding.evidence, tradeNo });
        if (outcome === 'quarantined') await this.credits.stuck(tradeNo, 'paid, but not as ordered: see quarantine');
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
        else await this.credits.stuck(tradeNo, '');
        return;
      case 'open':
        await this.credits.stuck(tradeNo, '');
        return;
      case 'unclear':
        this.metrics.count(provider, 'unclear');
        await this.credits.stuck(tradeNo, finding.why);
    }
  }
}
