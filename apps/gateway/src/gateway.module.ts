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

/** A background task of the gateway. */
interface BackgroundTask {
  start(): void;
  stop(): void;
}

const TASKS = Symbol('background tasks');

/** All routes of the product, with one RPC client. */
@Module({})
export class GatewayModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(TASKS) private readonly tasks: readonly BackgroundTask[]) {}

  static on(
    routes: readonly Type[],
    rpc: RpcClient,
    log: Log,
    limiter: BackgroundTask,
    admission: Admission,
  ): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [...routes],
      providers: [
        { provide: RpcClient, useValue: rpc },
        { provide: Log, useValue: log },
        { provide: Admission, useValue: admission },
        { provide: TASKS, useValue: [limiter] },
        SessionStrategy,
        BearerStrategy,
        PasswordStrategy,
      ],
    };
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  onApplicationShutdown(): void {
    for (const task of this.tasks) task.stop();
  }
}
