import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import {
  type ApiKeyId,
  type ApiKeyIds,
  type ApiKeyListRequest,
  apiKeysRpc,
  type CreateApiKeyRequest,
  type SearchApiKeysRequest,
  type UpdateApiKeyRequest,
} from '@tollgate/contracts/auth/api-keys';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** One's API keys, and what a key tells of itself. */
@Controller()
export class ApiKeysController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/token', apiKeysRpc.list)
  list(@Input() request: ApiKeyListRequest, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.list, request, caller);
  }

  @Route('GET', '/api/token/search', apiKeysRpc.search, { data: 'keys' })
  search(@Input() request: SearchApiKeysRequest, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.search, request, caller);
  }

  @Route('GET', '/api/token/:id', apiKeysRpc.get)
  get(@Input() request: ApiKeyId, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.get, request, caller);
  }

  @Route('POST', '/api/token', apiKeysRpc.create)
  create(@Input() request: CreateApiKeyRequest, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.create, request, caller);
  }

  @Route('PUT', '/api/token', apiKeysRpc.update, { query: ['status_only'] })
  update(@Input() request: UpdateApiKeyRequest, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.update, request, caller);
  }

  @Route('DELETE', '/api/token/:id', apiKeysRpc.delete)
  delete(@Input() request: ApiKeyId, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.delete, request, caller);
  }

  @Route('POST', '/api/token/batch', apiKeysRpc.deleteMany, { data: 'deleted' })
  deleteMany(@Input() request: ApiKeyIds, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.deleteMany, request, caller);
  }

  @Route('GET', '/api/usage/token', apiKeysRpc.usage, { envelope: 'openai', openToPages: true })
  usage(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(apiKeysRpc.usage, request, caller);
  }
}
