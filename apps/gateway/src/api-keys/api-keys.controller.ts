import { Controller } from '@nestjs/common';
import { apiKeysRpc } from '@tollgate/contracts/auth/api-keys';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The user's API keys, and the usage of the key that is presented. */
@Controller()
export class ApiKeysController extends RpcController {
  @Route('GET', '/api/token', apiKeysRpc.list)
  readonly list: Forwarded;

  @Route('GET', '/api/token/search', apiKeysRpc.search, { data: 'keys' })
  readonly search: Forwarded;

  @Route('GET', '/api/token/:id', apiKeysRpc.get)
  readonly get: Forwarded;

  @Route('POST', '/api/token', apiKeysRpc.create)
  readonly create: Forwarded;

  @Route('PUT', '/api/token', apiKeysRpc.update, { query: ['status_only'] })
  readonly update: Forwarded;

  @Route('DELETE', '/api/token/:id', apiKeysRpc.delete)
  readonly delete: Forwarded;

  @Route('POST', '/api/token/batch', apiKeysRpc.deleteMany, { data: 'deleted' })
  readonly deleteMany: Forwarded;

  @Route('GET', '/api/usage/token', apiKeysRpc.usage, { envelope: 'openai', openToPages: true })
  readonly usage: Forwarded;
}
