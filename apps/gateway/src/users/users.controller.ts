import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type ListUsersRequest,
  type SearchUsersRequest,
  UserItem,
  UserRecord,
  usersRpc,
} from '@tollgate/contracts/admin/users';
import { LIST_FILE, listOrFile } from '../http/answers/list-file.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Fields of New API's user object that its clients send back and that are no part of the record here. */
const FORM_FIELDS = ['original_password', 'verification_code'];

/** Administration of users. */
@Controller()
export class UsersController extends RpcController {
  @Route('GET', '/api/user', usersRpc.list, { ...LIST_FILE })
  list(@Input() request: ListUsersRequest, @From() caller: Caller) {
    const list = { contract: usersRpc.list, item: UserItem, name: 'users' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/user/search', usersRpc.search, { ...LIST_FILE })
  search(@Input() request: SearchUsersRequest, @From() caller: Caller) {
    const list = { contract: usersRpc.search, item: UserItem, name: 'users' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/user/:id', usersRpc.get)
  readonly get: Forwarded;

  @Route('GET', '/api/user/:id/export', usersRpc.export)
  readonly export: Forwarded;

  @Route('POST', '/api/user', usersRpc.create, { data: 'approval_id' })
  readonly create: Forwarded;

  @Route('POST', '/api/user/manage', usersRpc.manage)
  readonly manage: Forwarded;

  @Route('PUT', '/api/user', usersRpc.update, { data: 'approval_id', echoes: UserRecord, ignores: FORM_FIELDS })
  readonly update: Forwarded;

  @Route('DELETE', '/api/user/:id', usersRpc.remove)
  readonly remove: Forwarded;
}
