import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type CreateRedemptions,
  type ExportRedemptions,
  type ListRedemptions,
  type RedeemRequest,
  type RedemptionId,
  redemptionsRpc,
  type SearchRedemptions,
  type UpdateRedemption,
} from '@tollgate/contracts/billing/redemptions';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { RedemptionsService } from './redemptions.service.js';

type Context = RequestContext<Identity>;

/** Redemption codes. */
@Controller()
export class RedemptionsController {
  constructor(private readonly redemptions: RedemptionsService) {}

  @Handles(redemptionsRpc.redeem)
  redeem(request: RedeemRequest, context: Context) {
    return this.redemptions.redeem(request, context);
  }

  @Handles(redemptionsRpc.list)
  list(request: ListRedemptions, _: Context) {
    return this.redemptions.list(request);
  }

  @Handles(redemptionsRpc.search)
  search(request: SearchRedemptions, _: Context) {
    return this.redemptions.list(request);
  }

  @Handles(redemptionsRpc.get)
  get(request: RedemptionId, _: Context) {
    return this.redemptions.get(request);
  }

  @Handles(redemptionsRpc.create)
  create(request: CreateRedemptions, context: Context) {
    return this.redemptions.create(request, context);
  }

  @Handles(redemptionsRpc.update)
  update(request: UpdateRedemption, context: Context) {
    return this.redemptions.update(request, context);
  }

  @Handles(redemptionsRpc.deleteInvalid)
  deleteInvalid(_: object, context: Context) {
    return this.redemptions.deleteInvalid(context);
  }

  @Handles(redemptionsRpc.delete)
  delete(request: RedemptionId, context: Context) {
    return this.redemptions.delete(request, context);
  }

  @Handles(redemptionsRpc.export)
  export(request: ExportRedemptions, context: Context) {
    return this.redemptions.export(request, context);
  }
}
