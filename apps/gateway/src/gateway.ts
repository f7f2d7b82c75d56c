import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '@tollgate/platform/log';
import type { RpcClient } from '@tollgate/platform/rpc';
import { GatewayModule } from './gateway.module.js';
import type { HttpConfig } from './http/config.js';
import { ErrorFilter } from './http/error.filter.js';
import { httpAdapter, prepare } from './http/server.js';

/** The gateway's HTTP application, ready to listen (or to be injected into). */
export async function createGateway(config: HttpConfig, rpc: RpcClient, log: Log): Promise<NestFastifyApplication> {
  const filter = new ErrorFilter(log);
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.on(rpc, log),
    httpAdapter(config, filter),
    { bodyParser: false, logger: log, abortOnError: false },
  );
  await prepare(app, log, filter);
  return app;
}
