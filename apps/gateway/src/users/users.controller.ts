import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type CreateUserRequest,
  type ListUsersRequest,
  type ManageUserRequest,
  type SearchUsersRequest,
  type UpdateUserRequest,
  type UserId,
  usersRpc,
} from '@tollgate/contracts/admin/users';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Users, as administrators see and change them. */
@Controller()
export class UsersController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user', usersRpc.list)
  list(@Input() request: ListUsersRequest, @From() caller: Caller) {
    return this.rpc.call(usersRpc.list, request, caller);
  }

  @Route('GET', '/api/user/search', usersRpc.search)
  search(@Input() request: SearchUsersRequest, @From() caller: Caller) {
    return this.rpc.call(usersRpc.search, request, caller);
  }

  @Route('GET', '/api/user/:id', usersRpc.get)
  get(@Input() request: UserId, @From() caller: Caller) {
    return this.rpc.call(usersRpc.get, request, caller);
  }

  @Route('POST', '/api/user', usersRpc.create)
  create(@Input() request: CreateUserRequest, @From() caller: Caller) {
    return this.rpc.call(usersRpc.create, request, caller);
  }

  @Route('POST', '/api/user/manage', usersRpc.manage)
  manage(@Input() request: ManageUserRequest, @From() caller: Caller) {
    return this.rpc.call(usersRpc.manage, request, caller);
  }

  @Route('PUT', '/api/user', usersRpc.update)
  update(@Input() request: UpdateUserRequest, @From() caller: Caller) {
    return this.rpc.call(usersRpc.update, request, caller);
  }

  @Route('DELETE', '/api/user/:id', usersRpc.remove)
  remove(@Input() request: UserId, @From() caller: Caller) {
    return this.rpc.call(usersRpc.remove, request, caller);
  }
}
