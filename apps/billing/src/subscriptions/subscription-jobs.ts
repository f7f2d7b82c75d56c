import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { Database } from '@tollgate/platform/db';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { Log } from '@tollgate/platform/log';
import { SubscriptionsRepository } from './subscriptions.repository.js';

type Empty = Record<string, never>;

/** One attempt, because what is left is due again in the next minute. */
const keepSubscriptions = job<Empty>('subscriptions.keep', { attempts: 1 });

/** Ends and resets of subscriptions, each by a statement of its own that decides by the database's clock whether it is due. */
@Injectable()
export class SubscriptionJobs {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  @Runs(keepSubscriptions, { cron: '* * * * *' })
  async keep(_: Empty, __: JobRun): Promise<void> {
    await this.run();
  }

  /** Ends and resets all that are due. Ends come first, so that a plan that is over is not filled up. */
  async run(): Promise<void> {
    const by = { actor: null, requestId: 'subscriptions.keep' };
    await this.each('ends', (id) => this.subscriptions.end(this.database, id, 'expired', by));
    await this.each('resets', (id) => this.subscriptions.reset(this.database, id, { ...by, advance: true }));
  }

  private async each(what: 'ends' | 'resets', act: (id: number) => Promise<boolean>): Promise<void> {
    for (let last = 0; ;) {
      const ids = await this.subscriptions.due(what, last);
      for (const id of ids) await this.attempt(id, act);
      const newest = ids.at(-1);
      if (newest === undefined) return;
      last = newest;
    }
  }

  /** One that cannot be ended (its account was closed) must not delay the others. */
  private async attempt(id: number, act: (id: number) => Promise<boolean>): Promise<void> {
    try {
      await act(id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ACCOUNT_NOT_FOUND') throw error;
      this.log.warn('a subscription cannot be kept', { targetId: id, error });
    }
  }
}
