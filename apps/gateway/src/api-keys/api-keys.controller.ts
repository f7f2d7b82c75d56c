import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { apiKeysRpc, type SearchApiKeysRequest } from '@tollgate/contracts/auth/api-keys';
import { ok } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input, parsePage } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The user's API keys, and the usage of the key that is presented. */
/** Items of a page of a search, as New API has it. */
const SEARCH_PAGE = 10;

@Controller()
export class ApiKeysController extends RpcController {
  @Route('GET', '/api/token', apiKeysRpc.list)
  readonly list: Forwarded;

  // clients of 2025 send no page and read a list, those since 2026-02 send one and read a page
  @Route('GET', '/api/token/search', apiKeysRpc.search, { data: 'keys', also: [apiKeysRpc.searchPage] })
  async search(@Input() request: SearchApiKeysRequest, @From() caller: Caller) {
    const { p, page_size, ps, size, ...terms } = request;
    const isPage = [p, page_size, ps, size].some((value) => value !== undefined);
    if (!isPage && !caller.bearer) return this.rpc.call(apiKeysRpc.search, terms, caller);
    const page = parsePage({ p, page_size, ps, size }, SEARCH_PAGE);
    return ok(await this.rpc.call(apiKeysRpc.searchPage, { ...terms, ...page }, caller));
  }

  @Route('GET', '/api/token/auto-groups', apiKeysRpc.autoGroups)
  readonly autoGroups: Forwarded;

  @Route('POST', '/api/token/batch/keys', apiKeysRpc.copyMany)
  readonly copyMany: Forwarded;

  @Route('POST', '/api/token/:id/key', apiKeysRpc.copy)
  readonly copy: Forwarded;

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
