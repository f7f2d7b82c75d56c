import { Controller } from '@nestjs/common';
import { plansRpc } from '@tollgate/contracts/billing/plans';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Plans of subscriptions. */
@Controller()
export class PlansController extends RpcController {
  @Route('GET', '/api/subscription/plans', plansRpc.list, { data: 'plans' })
  readonly list: Forwarded;

  @Route('GET', '/api/subscription/admin/plans', plansRpc.listAll, { data: 'plans' })
  readonly listAll: Forwarded;

  @Route('POST', '/api/subscription/admin/plans', plansRpc.create)
  readonly create: Forwarded;

  @Route('PUT', '/api/subscription/admin/plans/:id', plansRpc.update)
  readonly update: Forwarded;

  @Route('PATCH', '/api/subscription/admin/plans/:id', plansRpc.switch)
  readonly switch: Forwarded;
}
