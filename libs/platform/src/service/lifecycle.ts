import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { RegisteredHandler, Worker } from '../jobs/index.js';
import { Log } from '../log/index.js';
import type { MeshClient } from '../rpc/index.js';
import { jobHandlers } from './job-handlers.js';
import { MESH_CLIENT, NEW_WORKER } from './tokens.js';

/**
 * Starts the worker before the first message is answered. Stops in this order: Nest closes the transport, then the worker stops,
 * then the product's modules end (`beforeApplicationShutdown`), then the mesh client closes, and TypeORM closes the database.
 */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private worker: Worker | undefined;

  constructor(
    private readonly log: Log,
    @Inject(NEW_WORKER) private readonly newWorker: (handlers: readonly RegisteredHandler[]) => Worker,
    @Inject(MESH_CLIENT) private readonly client: MeshClient,
    private readonly discovery: DiscoveryService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.worker = this.newWorker(jobHandlers(this.discovery, new MetadataScanner()));
    await this.worker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker?.stop().catch((error: unknown) => this.log.warn('the worker did not stop cleanly', { error }));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close().catch((error: unknown) => this.log.warn('the mesh did not close cleanly', { error }));
  }
}
