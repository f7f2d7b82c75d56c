import type { DynamicModule, Type } from '@nestjs/common';
import type { ConfigOf, PlatformConfig, Settings } from '../config/index.js';
import type { Entity } from '../db/data-source.js';
import type { HealthRoutes } from '../health/index.js';
import type { Log } from '../log/log.js';
import type { Metrics } from '../metrics/index.js';
import type { MeshClient, RpcClient } from '../rpc/index.js';

/** The parts that a service without a database gets to start its own server with. */
export interface Runtime<C = PlatformConfig> {
  readonly config: C;
  readonly log: Log;
  readonly mesh: MeshClient;
  readonly rpc: RpcClient;
  /** The health routes that the server may show. */
  readonly health: HealthRoutes;
  readonly metrics: Metrics;
}

/** A server that is listening. */
export interface Listening {
  readonly port: number;
  /** Stops taking requests, answers those it has, and ends. */
  close(): Promise<void>;
}

/** A service as its app exports it: the same in a process of its own and beside the others. */
export interface ServiceDefinition<S extends Settings = Settings> {
  readonly name: string;
  /** Its own settings, beyond the platform's. */
  readonly settings: S;
  /** Its root module, for a service that answers messages. It can count on everything PlatformModule provides. */
  readonly module?: Type;
  /**
   * Global modules of the product that stand beside the platform's. They provide `CallGuard`, which the handler pipeline needs,
   * so that the platform itself reads no table of the product.
   */
  readonly modules?: readonly (Type | DynamicModule)[];
  /** Its entities; with them it has a database. */
  readonly entities?: readonly Entity[];
  /** For the gateway: starts the HTTP server. */
  http?(runtime: Runtime<PlatformConfig & ConfigOf<S>>): Promise<Listening>;
}

/** States a service, keeping the types of its settings. */
export function defineService<S extends Settings>(definition: ServiceDefinition<S>): ServiceDefinition<S> {
  return definition;
}
