import { Injectable } from '@nestjs/common';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { CreemWebhooksService } from '../creem/creem-webhooks.service.js';
import { CallbacksRepository } from '../settlements/callbacks.repository.js';
import { StripeWebhooksService } from '../stripe/stripe-webhooks.service.js';
import { OrderChecksService } from './order-checks.service.js';

type Empty = Record<string, never>;

/** One try: what failed is due again at the next minute. */
const checkOrders = job<Empty>('orders.check', { attempts: 1 });
const actOnEarly = job<Empty>('reversals.early', { attempts: 1 });
const pruneCallbacks = job<Empty>('callbacks.prune', { attempts: 1 });

/** What keeps payments whole by the clock, on one replica at a time. */
@Injectable()
export class OrderChecksJobs {
  constructor(
    private readonly checks: OrderChecksService,
    private readonly stripe: StripeWebhooksService,
    private readonly creem: CreemWebhooksService,
    private readonly callbacks: CallbacksRepository,
  ) {}

  /** Asks the providers about orders that are due. */
  @Runs(checkOrders, { cron: '* * * * *' })
  async check(_: Empty, __: JobRun): Promise<void> {
    await this.checks.run();
  }

  /** Acts upon reversals whose payment has come since. A job of its own: no order that cannot be asked about is in its way. */
  @Runs(actOnEarly, { cron: '* * * * *' })
  async reverseEarly(_: Empty, __: JobRun): Promise<void> {
    await this.stripe.actOnEarly('');
    await this.creem.actOnEarly('');
  }

  /** Drops archived callbacks that nobody needs any more. */
  @Runs(pruneCallbacks, { cron: '17 3 * * *' })
  async prune(_: Empty, __: JobRun): Promise<void> {
    while ((await this.callbacks.prune()) > 0);
  }
}
