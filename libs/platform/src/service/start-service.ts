import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { PlatformConfig } from '../config/index.js';
import { Connections, Database } from '../db/index.js';
import { connectionPing, DatabaseWatch, Monitor, tellTime, ClockSync } from '../health/index.js';
import { Log } from '../log/index.js';
import { type Mesh, RpcClient } from '../rpc/index.js';
import type { Listening, ServiceDefinition } from './definition.js';
import { registerDirectHandlers } from './direct-handlers.js';
import { PlatformModule } from './platform.module.js';

export interface StartOptions {
  readonly mesh: Mesh;
  /** The platform's settings and the service's own. */
  readonly config: PlatformConfig;
  /** Of the process; its readiness and metrics then include the service. */
  readonly monitor?: Monitor;
}

/** A running service. */
export interface RunningService {
  readonly name: string;
  /** The port of its HTTP server, where it has one. */
  readonly port?: number;
  /** True while messages reach it and it can send them. */
  connected(): boolean;
  /** Takes nothing new, answers what it has begun, and ends. */
  close(): Promise<void>;
}

/** Starts a service on a mesh; resolves once it answers. */
export async function startService(definition: ServiceDefinition, options: StartOptions): Promise<RunningService> {
  const { config } = options;
  const log = new Log(definition.name, config.NODE_ENV === 'test', undefined, config.LOG_LEVEL);
  const { module, http } = definition;
  if (http) return startHttp(definition, http, options, log);
  if (!module) throw new Error(`${definition.name} has neither a module nor an HTTP server`);
  return startMessages(definition, module, options, log);
}

async function startHttp(
  { name }: ServiceDefinition,
  http: NonNullable<ServiceDefinition['http']>,
  { mesh, config, monitor = new Monitor() }: StartOptions,
  log: Log,
): Promise<RunningService> {
  const client = await mesh.client(name);
  monitor.metrics.watchClient(name, () => client.stats());
  monitor.readiness.add(`${name}: mesh`, () => client.connected());
  const time = new ClockSync(client, log);
  monitor.readiness.add(`${name}: clock`, () => time.inTime());
  const rpc = new RpcClient(client);
  const server: Listening = await http({
    config,
    log,
    mesh: client,
    rpc,
    health: monitor.routes,
    metrics: monitor.metrics,
  });
  return {
    name,
    port: server.port,
    connected: () => client.connected(),
    close: async () => {
      await server.close();
      time.stop();
      await client.close();
    },
  };
}

@Module({})
class Root {
  static of(module: Type, platform: DynamicModule, modules: readonly (Type | DynamicModule)[]): DynamicModule {
    return { module: Root, imports: [platform, ...modules, module] };
  }
}

async function startMessages(
  definition: ServiceDefinition,
  module: Type,
  { mesh, config, monitor = new Monitor() }: StartOptions,
  log: Log,
): Promise<RunningService> {
  const { DATABASE_URL } = config;
  if (!DATABASE_URL) throw new Error(`${definition.name} needs a database`);
  const client = await mesh.client(definition.name);
  const strategy = mesh.server(definition.name);
  const connections = new Connections();
  const platform = PlatformModule.forService({
    definition,
    config: { ...config, DATABASE_URL },
    log,
    client,
    connections,
    metrics: monitor.metrics,
  });
  const app = await NestFactory.createMicroservice(Root.of(module, platform, definition.modules ?? []), {
    strategy,
    logger: log,
    abortOnError: false,
  });
  registerDirectHandlers(app, strategy);
  const { name } = definition;
  const { ping, close } = connectionPing(DATABASE_URL, name, (server) => {
    const count = connections.keepOnly(server);
    if (count > 0) log.warn('connections to another server than the database is on now are broken', { count });
  });
  const watch = new DatabaseWatch({
    ping,
    log,
    // the mesh does not look at readiness: a replica that cannot answer, or misreads deadlines, must stop listening by itself
    onUnfit: () => void strategy.suspend(),
    onFit: () => strategy.resume(),
  });
  // looks before the first message is taken
  await watch.start();
  await app.listen().catch(async (error: unknown) => {
    await watch.stop();
    await close();
    throw error;
  });
  const untell = tellTime(name, client, () => watch.answers() && watch.inTime());
  const connected = () => strategy.connected() && client.connected();
  monitor.readiness.add(`${name}: mesh`, connected);
  monitor.readiness.add(`${name}: database`, () => watch.answers());
  monitor.readiness.add(`${name}: clock`, () => watch.inTime());
  monitor.metrics.watchServer(name, () => strategy.stats());
  monitor.metrics.watchClient(name, () => client.stats());
  monitor.metrics.watchDatabase(name, () => watch.answers());
  monitor.metrics.watchPool(name, app.get(Database, { strict: false }).pool);
  return {
    name,
    connected,
    close: async () => {
      untell();
      await watch.stop();
      await app.close();
      await close();
    },
  };
}
