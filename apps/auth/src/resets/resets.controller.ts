import { Controller } from '@nestjs/common';
import { type ResetRequest, resetsRpc } from '@tollgate/contracts/auth/resets';
import type { SendCodeRequest } from '@tollgate/contracts/auth/verifications';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { ResetRequestsService } from './reset-requests.service.js';
import { ResetsService } from './resets.service.js';

/** Resetting a forgotten password. */
@Controller()
export class ResetsController {
  constructor(
    private readonly requests: ResetRequestsService,
    private readonly resets: ResetsService,
  ) {}

  @Handles(resetsRpc.request)
  request(request: SendCodeRequest, { caller }: RequestContext<null>) {
    return this.requests.request(request, caller);
  }

  @Handles(resetsRpc.finish)
  finish(request: ResetRequest, { caller }: RequestContext<null>) {
    return this.resets.finish(request, caller);
  }
}
