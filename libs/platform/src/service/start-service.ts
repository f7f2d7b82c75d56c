import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { PlatformConfig } from '../config/index.js';
import { Log } from '../log/index.js';
import { type Mesh, RpcClient } from '../rpc/index.js';
import type { Listening, ServiceDefinition } from './definition.js';
import { PlatformModule } from './platform.module.js';

export interface StartOptions {
  readonly mesh: Mesh;
  /** The platform's settings and the service's own. */
  readonly config: PlatformConfig;
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
  const log = new Log(definition.name, config.NODE_ENV !== 'production');
  const { module, http } = definition;
  if (http) return startHttp(definition, http, options, log);
  if (!module) throw new Error(`${definition.name} has neither a module nor an HTTP server`);
  return startMessages(definition, module, options, log);
}

async function startHttp(
  { name }: ServiceDefinition,
  http: NonNullable<ServiceDefinition['http']>,
  { mesh, config }: StartOptions,
  log: Log,
): Promise<RunningService> {
  const client = await mesh.client(name);
  const server: Listening = await http({ config, log, mesh: client, rpc: new RpcClient(client) });
  return {
    name,
    port: server.port,
    connected: () => client.connected(),
    close: async () => {
      await server.close();
      await client.close();
    },
  };
}

@Module({})
class Root {
  static of(module: Type, platform: DynamicModule): DynamicModule {
    return { module: Root, imports: [platform, module] };
  }
}

async function startMessages(
  definition: ServiceDefinition,
  module: Type,
  { mesh, config }: StartOptions,
  log: Log,
): Promise<RunningService> {
  const { DATABASE_URL } = config;
  if (!DATABASE_URL) throw new Error(`${definition.name} needs a database`);
  const client = await mesh.client(definition.name);
  const strategy = mesh.server(definition.name);
  const platform = PlatformModule.forService({ definition, config: { ...config, DATABASE_URL }, log, client });
  const app = await NestFactory.createMicroservice(Root.of(module, platform), {
    strategy,
    logger: log,
    abortOnError: false,
  });
  await app.listen();
  return {
    name: definition.name,
    connected: () => strategy.connected() && client.connected(),
    close: () => app.close(),
  };
}
