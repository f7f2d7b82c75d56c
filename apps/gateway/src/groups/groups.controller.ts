import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { groupsRpc } from '@tollgate/contracts/auth/groups';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Groups and models that may be used. */
@Controller()
export class GroupsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/groups', groupsRpc.list, { data: 'groups' })
  list(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(groupsRpc.list, request, caller);
  }

  @Route('GET', '/api/user/self/groups', groupsRpc.listOwn, { data: 'groups' })
  listOwn(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(groupsRpc.listOwn, request, caller);
  }

  @Route('GET', '/api/pricing', groupsRpc.pricing, {
    data: 'models',
    beside: ['vendors', 'supported_endpoint', 'group_ratio', 'usable_group', 'auto_groups'],
  })
  pricing(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(groupsRpc.pricing, request, caller);
  }

  @Route('GET', '/api/user/models', groupsRpc.models, { data: 'models' })
  models(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(groupsRpc.models, request, caller);
  }
}
