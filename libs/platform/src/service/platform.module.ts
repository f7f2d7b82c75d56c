import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { CallGuard } from '../access/index.js';
import { CONFIG, type PlatformConfig } from '../config/index.js';
import {
  type ConnectionOptions,
  type Connections,
  Database,
  dataSourceOptions,
  poolConfig,
  Repositories,
  UnitOfWork,
} from '../db/index.js';
import { Idempotency } from '../idempotency/index.js';
import { JobMetrics, Jobs, type RegisteredHandler, Worker } from '../jobs/index.js';
import { Limiter, buildLimits } from '../limits/index.js';
import { Log } from '../log/index.js';
import { Metrics } from '../metrics/index.js';
import { costlyWork, HandlerPipeline, type MeshClient, RpcClient, FairQueue } from '../rpc/index.js';
import { Secrets } from '../secrets/index.js';
import type { ServiceDefinition } from './definition.js';
import { Lifecycle } from './lifecycle.js';
import { MESH_CLIENT, NEW_WORKER } from './tokens.js';

export interface PlatformOptions {
  readonly definition: ServiceDefinition;
  readonly config: PlatformConfig & { readonly DATABASE_URL: string };
  readonly log: Log;
  readonly client: MeshClient;
  readonly connections?: Connections;
  readonly metrics?: Metrics;
}

/** Provides everything that a service with message handlers can inject, in each of its modules. */
@Module({})
export class PlatformModule {
  static forService(options: PlatformOptions): DynamicModule {
    const { definition, config, log, connections } = options;
    const onLoss = (error: Error) => log.warn('database connection lost', { error });
    const { DATABASE_URL: url, DATABASE_POOL_SIZE: size } = config;
    const connection = { url, service: definition.name, size, onLoss, connections };
    const pool = new pg.Pool(poolConfig(connection));
    const provided = providers(options, pool);
    return {
      module: PlatformModule,
      global: true,
      imports: [
        DiscoveryModule,
        TypeOrmModule.forRoot({
          // named, as the module keeps the names of a whole process, in which several services may run
          name: definition.name,
          ...dataSourceOptions(pool, definition.entities ?? [], onLoss),
          retryAttempts: 10,
          retryDelay: 1000,
        }),
      ],
      providers: [...provided, workerProvider(options, connection), Lifecycle],
      exports: [...provided.map((provider) => ('provide' in provider ? provider.provide : provider)), TypeOrmModule],
    };
  }
}

/** Makes the worker of a service once its handlers are known. */
function workerProvider({ definition, config, log }: PlatformOptions, connection: ConnectionOptions): Provider {
  return {
    provide: NEW_WORKER,
    inject: [Metrics, UnitOfWork],
    useFactory: (metrics: Metrics, work: UnitOfWork) => (handlers: readonly RegisteredHandler[]) => {
      const tasks = handlers.map(({ name }) => name);
      const shown = new JobMetrics(metrics, definition.name, tasks);
      shown.watch(work);
      return new Worker(handlers, connection, config.JOBS_CONCURRENCY, log, shown);
    },
  };
}

function providers(
  { definition, config, log, client, metrics = new Metrics() }: PlatformOptions,
  pool: pg.Pool,
): Provider[] {
  return [
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: metrics },
    { provide: CONFIG, useValue: config },
    { provide: MESH_CLIENT, useValue: client },
    { provide: RpcClient, useFactory: () => new RpcClient(client) },
    { provide: DataSource, useExisting: getDataSourceToken(definition.name) },
    { provide: Secrets, useFactory: () => new Secrets(config.CRYPTO_SECRET) },
    {
      provide: Database,
      // the DataSource first: it has tried the pool when it is there
      inject: [DataSource],
      useFactory: () => new Database(pool),
    },
    {
      provide: Repositories,
      inject: [DataSource, Database],
      useFactory: (source: DataSource, database: Database) => new Repositories(source, database),
    },
    { provide: UnitOfWork, inject: [Database], useFactory: (database: Database) => new UnitOfWork(database) },
    {
      provide: Limiter,
      inject: [Database],
      useFactory: (database: Database) => new Limiter(database, buildLimits(config)),
    },
    {
      provide: HandlerPipeline,
      inject: [CallGuard, Limiter],
      useFactory: (guard: CallGuard, limiter: Limiter) =>
        new HandlerPipeline(guard, limiter, log, metrics, new FairQueue(costlyWork(config.COSTLY_AT_ONCE))),
    },
    { provide: Idempotency, inject: [UnitOfWork], useFactory: (uow: UnitOfWork) => new Idempotency(uow) },
    { provide: Jobs, useFactory: () => new Jobs() },
  ];
}
