import { Controller } from '@nestjs/common';
import { securityLogRpc } from '@tollgate/contracts/admin/security-log';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The security log. */
@Controller()
export class SecurityLogController extends RpcController {
  @Route('GET', '/api/user/security_log', securityLogRpc.own)
  readonly own: Forwarded;

  @Route('GET', '/api/user/:user_id/security_log', securityLogRpc.ofUser)
  readonly ofUser: Forwarded;
}
