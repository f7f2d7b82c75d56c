import { Controller } from '@nestjs/common';
import { bearerSessionsRpc, type RefreshRequest } from '@tollgate/contracts/auth/bearer-sessions';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { BearerSessionsService } from './bearer-sessions.service.js';

/** Refreshing and ending bearer sessions. */
@Controller()
export class BearerSessionsController {
  constructor(private readonly sessions: BearerSessionsService) {}

  @Handles(bearerSessionsRpc.refresh)
  refresh(request: RefreshRequest, { caller }: RequestContext<null>) {
    return this.sessions.refresh(request, caller);
  }

  @Handles(bearerSessionsRpc.logout)
  logout(request: RefreshRequest, { caller }: RequestContext<null>) {
    return this.sessions.logout(request, caller);
  }
}
