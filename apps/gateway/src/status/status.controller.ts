import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { statusRpc } from '@tollgate/contracts/auth/status';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** What a client shows before login, and the pages that root writes. */
@Controller()
export class StatusController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/status', statusRpc.get)
  get(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(statusRpc.get, request, caller);
  }

  @Route('GET', '/api/notice', statusRpc.notice, { data: 'text', tag: 'status' })
  notice(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(statusRpc.notice, request, caller);
  }

  @Route('GET', '/api/about', statusRpc.about, { data: 'text', tag: 'status' })
  about(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(statusRpc.about, request, caller);
  }

  @Route('GET', '/api/home_page_content', statusRpc.home, { data: 'text', tag: 'status' })
  home(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(statusRpc.home, request, caller);
  }

  @Route('GET', '/api/user-agreement', statusRpc.agreement, { data: 'text', tag: 'status' })
  agreement(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(statusRpc.agreement, request, caller);
  }

  @Route('GET', '/api/privacy-policy', statusRpc.privacy, { data: 'text', tag: 'status' })
  privacy(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(statusRpc.privacy, request, caller);
  }
}
