import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { stepUpsRpc, type VerifyRequest } from '@tollgate/contracts/auth/step-ups';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { StepUpsService } from './step-ups.service.js';

/** Step-up: a fresh proof of identity. */
@Controller()
export class StepUpsController {
  constructor(private readonly stepUps: StepUpsService) {}

  @Handles(stepUpsRpc.verify)
  verify(request: VerifyRequest, { identity, caller }: RequestContext<Identity>) {
    return this.stepUps.verify(request, identity, caller);
  }

  @Handles(stepUpsRpc.status)
  status(_: object, { identity }: RequestContext<Identity>) {
    return this.stepUps.status(identity);
  }
}
