import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type CreateUserRequest,
  type ListUsersRequest,
  type ManageUserRequest,
  type SearchUsersRequest,
  type UpdateUserRequest,
  type UserId,
  usersRpc,
} from '@tollgate/contracts/admin/users';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { UserActionsService } from './user-actions.service.js';
import { UserChangesService } from './user-changes.service.js';
import { UserExportService } from './user-export.service.js';
import { UserRemovalService } from './user-removal.service.js';
import { UsersService } from './users.service.js';

type Context = RequestContext<Identity>;

@Controller()
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly changes: UserChangesService,
    private readonly actions: UserActionsService,
    private readonly removal: UserRemovalService,
    private readonly exports: UserExportService,
  ) {}

  @Handles(usersRpc.list)
  list(request: ListUsersRequest, _context: Context) {
    return this.users.list(request);
  }

  @Handles(usersRpc.search)
  search(request: SearchUsersRequest, _context: Context) {
    return this.users.list(request);
  }

  @Handles(usersRpc.get)
  get(request: UserId, { identity }: Context) {
    return this.users.get(request, identity);
  }

  @Handles(usersRpc.export)
  export(request: UserId, context: Context) {
    return this.exports.export(request, context);
  }

  @Handles(usersRpc.create)
  create(request: CreateUserRequest, context: Context) {
    return this.changes.create(request, context);
  }

  @Handles(usersRpc.manage)
  manage(request: ManageUserRequest, context: Context) {
    return this.actions.manage(request, context);
  }

  @Handles(usersRpc.update)
  update(request: UpdateUserRequest, context: Context) {
    return this.changes.update(request, context);
  }

  @Handles(usersRpc.remove)
  remove(request: UserId, context: Context) {
    return this.removal.remove(request, context);
  }
}
