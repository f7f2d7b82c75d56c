import { Controller } from '@nestjs/common';
import { groupsRpc } from '@tollgate/contracts/auth/groups';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Groups and models that a user may use. */
@Controller()
export class GroupsController extends RpcController {
  @Route('GET', '/api/user/groups', groupsRpc.list, { data: 'groups' })
  readonly list: Forwarded;

  @Route('GET', '/api/user/self/groups', groupsRpc.listOwn, { data: 'groups' })
  readonly listOwn: Forwarded;

  @Route('GET', '/api/pricing', groupsRpc.pricing, {
    data: 'models',
    beside: ['vendors', 'supported_endpoint', 'group_ratio', 'usable_group', 'auto_groups', 'pricing_version'],
  })
  readonly pricing: Forwarded;

  @Route('GET', '/api/user/models', groupsRpc.models, { data: 'models' })
  readonly models: Forwarded;
}
