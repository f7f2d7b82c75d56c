import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { featuresRpc } from '@tollgate/contracts/billing/features';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';

/** Features of New API that are off here. Its clients ask for them on every wallet page, and show an error where nothing answers. */
@Controller()
export class FeaturesController {
  @Handles(featuresRpc.plans)
  async plans(_: object, __: RequestContext<Identity>) {
    return { plans: [] };
  }

  @Handles(featuresRpc.ownSubscriptions)
  async ownSubscriptions(_: object, __: RequestContext<Identity>) {
    return { billing_preference: 'subscription_first', subscriptions: [], all_subscriptions: [] };
  }

  @Handles(featuresRpc.plansToManage)
  async plansToManage(_: object, __: RequestContext<Identity>) {
    return { plans: [] };
  }
}
