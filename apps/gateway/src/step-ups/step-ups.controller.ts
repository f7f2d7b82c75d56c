import { Controller } from '@nestjs/common';
import { stepUpsRpc } from '@tollgate/contracts/auth/step-ups';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Step-up: the user proves their identity again before a sensitive action. */
@Controller()
export class StepUpsController extends RpcController {
  @Route('POST', '/api/verify', stepUpsRpc.verify, { success: 'verified' })
  readonly verify: Forwarded;

  @Route('GET', '/api/verify/status', stepUpsRpc.status)
  readonly status: Forwarded;
}
