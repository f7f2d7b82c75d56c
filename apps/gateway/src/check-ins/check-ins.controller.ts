import { Controller } from '@nestjs/common';
import { checkInsRpc } from '@tollgate/contracts/auth/check-ins';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The daily check-in. */
@Controller()
export class CheckInsController extends RpcController {
  @Route('GET', '/api/user/checkin', checkInsRpc.calendar)
  readonly calendar: Forwarded;

  @Route('POST', '/api/user/checkin', checkInsRpc.create, { success: 'checkedIn', query: ['turnstile'] })
  readonly create: Forwarded;
}
