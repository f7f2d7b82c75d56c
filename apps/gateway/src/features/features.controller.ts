import { Controller } from '@nestjs/common';
import { featuresRpc } from '@tollgate/contracts/billing/features';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Features of New API that are off here, in the form that its clients read as off. */
@Controller()
export class FeaturesController extends RpcController {
  @Route('GET', '/api/subscription/plans', featuresRpc.plans, { data: 'plans' })
  readonly plans: Forwarded;

  @Route('GET', '/api/subscription/self', featuresRpc.ownSubscriptions)
  readonly ownSubscriptions: Forwarded;

  @Route('GET', '/api/subscription/admin/plans', featuresRpc.plansToManage, { data: 'plans' })
  readonly plansToManage: Forwarded;
}
