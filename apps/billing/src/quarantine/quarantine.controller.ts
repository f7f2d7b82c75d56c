import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type QuarantineRequest,
  quarantineRpc,
  type RefusedCallbacksRequest,
  type ResolveRequest,
} from '@tollgate/contracts/billing/quarantine';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { QuarantineService } from './quarantine.service.js';

/** Callbacks that fit no order, or did not verify. */
@Controller()
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Handles(quarantineRpc.list)
  list(request: QuarantineRequest, _: RequestContext<Identity>) {
    return this.quarantine.list(request);
  }

  @Handles(quarantineRpc.refused)
  refused(request: RefusedCallbacksRequest, _: RequestContext<Identity>) {
    return this.quarantine.refused(request);
  }

  @Handles(quarantineRpc.resolve)
  resolve(request: ResolveRequest, context: RequestContext<Identity>) {
    return this.quarantine.resolve(request, context);
  }
}
