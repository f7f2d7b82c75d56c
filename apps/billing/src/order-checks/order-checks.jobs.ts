import { Injectable } from '@nestjs/common';
import { Options } from '@tollgate/options';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { CreemWebhooksService } from '../creem/creem-webhooks.service.js';
import { CallbacksRepository } from '../settlements/callbacks.repository.js';
import { RefusedCallbacksRepository } from '../settlements/refused-callbacks.repository.js';
import { StripeWebhooksService } from '../stripe/stripe-webhooks.service.js';
import { OrderChecksService } from './order-checks.service.js';

type Empty = Record<string, never>;

/** One attempt, because a job that failed is due again in the next minute. */
const checkOrders = job<Empty>('orders.check', { attempts: 1 });
const actOnEarly = job<Empty>('reversals.early', { attempts: 1 });
const pruneCallbacks = job<Empty>('callbacks.prune', { attempts: 1 });

/** Jobs of the payments, each on one replica only. */
@Injectable()
export class OrderChecksJobs {
  constructor(
    private readonly checks: OrderChecksService,
    private readonly stripe: StripeWebhooksService,
    private readonly creem: CreemWebhooksService,
    private readonly callbacks: CallbacksRepository,
    private readonly refused: RefusedCallbacksRepository,
    private readonly options: Options,
  ) {}

  /** Asks the providers about orders that are due. */
  @Runs(checkOrders, { cron: '* * * * *' })
  async check(_: Empty, __: JobRun): Promise<void> {
    await this.checks.run();
  }

  /** Acts upon reversals whose payment has come since. It is a job of its own, so that slow order queries do not delay it. */
  @Runs(actOnEarly, { cron: '* * * * *' })
  async reverseEarly(_: Empty, __: JobRun): Promise<void> {
    await this.stripe.actOnEarly('');
    await this.creem.actOnEarly('');
  }

  /** Drops archived callbacks after the days of the option (0 keeps them), and refused ones after 30. */
  @Runs(pruneCallbacks, { cron: '17 3 * * *' })
  async prune(_: Empty, __: JobRun): Promise<void> {
    const days = this.options.get('RetentionCallbackDays');
    while (days > 0 && (await this.callbacks.prune(days)) > 0);
    await this.refused.prune();
  }
}
