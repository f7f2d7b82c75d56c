import { Controller } from '@nestjs/common';
import { type ChargeRequest, usageRpc } from '@tollgate/contracts/billing/usage';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { UsageService } from './usage.service.js';

/** Charges of usage, sent by the relay that forwards requests to models. */
@Controller()
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Handles(usageRpc.charge)
  charge(request: ChargeRequest, context: RequestContext<null>) {
    return this.usage.charge(request, context);
  }
}
