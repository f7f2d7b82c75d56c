import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { type QuarantineRequest, quarantineRpc, type ResolveRequest } from '@tollgate/contracts/billing/quarantine';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { QuarantineService } from './quarantine.service.js';

/** Callbacks in doubt. */
@Controller()
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Handles(quarantineRpc.list)
  list(request: QuarantineRequest, _: RequestContext<Identity>) {
    return this.quarantine.list(request);
  }

  @Handles(quarantineRpc.resolve)
  resolve(request: ResolveRequest, context: RequestContext<Identity>) {
    return this.quarantine.resolve(request, context);
  }
}
