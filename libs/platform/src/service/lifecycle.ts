import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { RegisteredHandler, Worker } from '../jobs/index.js';
import { Log } from '../log/index.js';
import { Options } from '../options/index.js';
import type { MeshClient } from '../rpc/index.js';
import { jobHandlers } from './job-handlers.js';
import { MESH_CLIENT, NEW_WORKER } from './tokens.js';

/**
 * Starts what must run before the first message is answered, and stops it after the last one was: the transport is closed
 * before these hooks, the database after them.
 */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private worker: Worker | undefined;

  constructor(
    private readonly options: Options,
    private readonly log: Log,
    @Inject(NEW_WORKER) private readonly newWorker: (handlers: readonly RegisteredHandler[]) => Worker,
    @Inject(MESH_CLIENT) private readonly client: MeshClient,
    private readonly discovery: DiscoveryService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.options.start();
    this.worker = this.newWorker(jobHandlers(this.discovery, new MetadataScanner()));
    await this.worker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker?.stop().catch((error: unknown) => this.log.warn('the worker did not stop cleanly', { error }));
    const stops = [this.options.stop(), this.client.close()];
    for (const stopped of await Promise.allSettled(stops)) {
      if (stopped.status === 'rejected') this.log.warn('a part did not stop cleanly', { error: stopped.reason });
    }
  }
}
