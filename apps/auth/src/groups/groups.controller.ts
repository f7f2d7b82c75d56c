import { Controller } from '@nestjs/common';
import type { Identity, Nothing } from '@tollgate/contracts';
import { groupsRpc } from '@tollgate/contracts/auth/groups';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { GroupsService } from './groups.service.js';

@Controller()
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Handles(groupsRpc.list)
  list(_request: Nothing, _context: RequestContext<null>) {
    return this.groups.list(null);
  }

  @Handles(groupsRpc.listOwn)
  listOwn(_request: Nothing, { identity }: RequestContext<Identity>) {
    return this.groups.list(identity.group);
  }

  @Handles(groupsRpc.pricing)
  pricing(_request: Nothing, { caller }: RequestContext<null>) {
    return this.groups.pricing(caller);
  }

  @Handles(groupsRpc.models)
  models(_request: Nothing, { identity }: RequestContext<Identity>) {
    return this.groups.models(identity.group);
  }
}
