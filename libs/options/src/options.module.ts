import { type BeforeApplicationShutdown, Global, Module, type OnModuleInit } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';
import { Log } from '@tollgate/platform/log';
import type { MeshClient } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { MESH_CLIENT } from '@tollgate/platform/service';
import { Options } from './options.js';

/** Provides `Options` to every module of a service and keeps it fresh while the service runs. */
@Global()
@Module({
  providers: [
    {
      provide: Options,
      inject: [Database, Secrets, Log, MESH_CLIENT],
      useFactory: (database: Database, secrets: Secrets, log: Log, client: MeshClient) =>
        new Options(database, secrets, log, client),
    },
  ],
  exports: [Options],
})
export class OptionsModule implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly options: Options,
    private readonly log: Log,
  ) {}

  /** Reads the options before any job or message is handled. */
  onModuleInit(): Promise<void> {
    return this.options.start();
  }

  /** Runs after the transport and the worker have stopped, so no job reads options that are no longer refreshed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.options.stop().catch((error: unknown) => this.log.warn('the options did not stop cleanly', { error }));
  }
}
