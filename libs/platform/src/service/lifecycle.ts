import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../log/index.js';
import { Options } from '../options/index.js';
import type { MeshClient } from '../rpc/index.js';
import { MESH_CLIENT } from './tokens.js';

/**
 * Starts what must run before the first message is answered, and stops it after the last one was: the transport is closed
 * before these hooks, the database after them.
 */
@Injectable()
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly options: Options,
    private readonly log: Log,
    @Inject(MESH_CLIENT) private readonly client: MeshClient,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.options.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stops = [this.options.stop(), this.client.close()];
    for (const stopped of await Promise.allSettled(stops)) {
      if (stopped.status === 'rejected') this.log.warn('a part did not stop cleanly', { error: stopped.reason });
    }
  }
}
