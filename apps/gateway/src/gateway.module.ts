import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Type,
} from '@nestjs/common';
import { Log } from '@tollgate/platform/log';
import { RpcClient } from '@tollgate/platform/rpc';
import { Admission } from './http/overload/admission.js';
import { BearerStrategy, PasswordStrategy, SessionStrategy } from './http/credentials/credential.strategies.js';

/** Something that runs as long as the gateway. */
interface Running {
  start(): void;
  stop(): void;
}

const RUNNING = Symbol('what runs beside the routes');

/** Every route of the product, on one RPC client. */
@Module({})
export class GatewayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(RUNNING) private readonly running: readonly Running[]) {}

  static on(routes: readonly Type[], rpc: RpcClient, log: Log, limiter: Running, admission: Admission): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [...routes],
      providers: [
        { provide: RpcClient, useValue: rpc },
        { provide: Log, useValue: log },
        { provide: Admission, useValue: admission },
        { provide: RUNNING, useValue: [limiter, admission] },
        SessionStrategy,
        BearerStrategy,
        PasswordStrategy,
      ],
    };
  }

  onApplicationBootstrap(): void {
    for (const one of this.running) one.start();
  }

  onApplicationShutdown(): void {
    for (const one of this.running) one.stop();
  }
}
