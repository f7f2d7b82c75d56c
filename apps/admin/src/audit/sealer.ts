import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '@tollgate/platform/db';
import { Log } from '@tollgate/platform/log';
import { Secrets } from '@tollgate/platform/secrets';
import { AuditRepository } from './audit.repository.js';
import { SEAL_PURPOSE, sealText } from './seal.js';

const EVERY_MS = 1000;
const BATCH = 1000;

/**
 * Seals the events of the last second once a second. A seal is a digest under a key that the database does not hold, chained to
 * the seal before it. Only one replica seals, so that the seals form one chain; the other events wait in the queue.
 */
@Injectable()
export class Sealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sealing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: AuditRepository,
    private readonly secrets: Secrets,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.sealing;
  }

  /** Seals at most a thousand waiting events, and returns how many it sealed. */
  async seal(): Promise<number> {
    return this.work.run(async (tx) => {
      if (!(await this.repository.elect(tx))) return 0;
      const events = await this.repository.take(tx, BATCH);
      if (events.length === 0) return 0;
      const last = await this.repository.lastSeal(tx);
      const id = (last?.id ?? 0) + 1;
      const total = (last?.total ?? 0) + events.length;
      const [mac] = this.secrets.lookups(sealText(id, total, last?.mac, events), SEAL_PURPOSE);
      await this.repository.addSeal(tx, { id, event_ids: events.map((event) => event.id), total, mac });
      return events.length;
    });
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.sealing = this.sealAll()
        .catch((error: unknown) => this.log.error('the audit trail could not be sealed', { error }))
        .finally(() => {
          if (this.timer) this.schedule();
        });
    }, EVERY_MS).unref();
  }

  private async sealAll(): Promise<void> {
    while ((await this.seal()) === BATCH);
  }
}
