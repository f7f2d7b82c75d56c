import { type DynamicModule, Module } from '@nestjs/common';
import { Log } from '@tollgate/platform/log';
import { RpcClient } from '@tollgate/platform/rpc';
import { controllers } from './controllers.js';
import { BearerStrategy, PasswordStrategy, SessionStrategy } from './http/credential.strategies.js';

/** Every route of the product, on one RPC client. */
@Module({})
export class GatewayModule {
  static on(rpc: RpcClient, log: Log): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [...controllers],
      providers: [
        { provide: RpcClient, useValue: rpc },
        { provide: Log, useValue: log },
        SessionStrategy,
        BearerStrategy,
        PasswordStrategy,
      ],
    };
  }
}
