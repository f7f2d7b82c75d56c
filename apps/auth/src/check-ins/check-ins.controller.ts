import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { type CheckInCalendarRequest, type CheckInRequest, checkInsRpc } from '@tollgate/contracts/auth/check-ins';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { CheckInsService } from './check-ins.service.js';

type Context = RequestContext<Identity>;

/** The daily check-in. */
@Controller()
export class CheckInsController {
  constructor(private readonly checkIns: CheckInsService) {}

  @Handles(checkInsRpc.calendar)
  calendar(request: CheckInCalendarRequest, context: Context) {
    return this.checkIns.calendar(request, context);
  }

  @Handles(checkInsRpc.create)
  create(request: CheckInRequest, context: Context) {
    return this.checkIns.create(request, context);
  }
}
