import { Controller } from '@nestjs/common';
import { secondFactorsRpc } from '@tollgate/contracts/auth/second-factors';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The second factor: the user's own, at login, and its removal by an administrator. */
@Controller()
export class SecondFactorsController extends RpcController {
  @Route('GET', '/api/user/2fa/status', secondFactorsRpc.status)
  readonly status: Forwarded;

  @Route('POST', '/api/user/2fa/setup', secondFactorsRpc.setup, { success: 'secondFactorSetUp' })
  readonly setup: Forwarded;

  @Route('POST', '/api/user/2fa/enable', secondFactorsRpc.enable, { success: 'secondFactorEnabled' })
  readonly enable: Forwarded;

  @Route('POST', '/api/user/2fa/disable', secondFactorsRpc.disable, { success: 'secondFactorDisabled' })
  readonly disable: Forwarded;

  @Route('POST', '/api/user/2fa/backup_codes', secondFactorsRpc.backupCodes, { success: 'backupCodesMade' })
  readonly backupCodes: Forwarded;

  @Route('POST', '/api/user/login/2fa', secondFactorsRpc.login, { signsIn: true, success: 'loggedIn' })
  readonly login: Forwarded;

  @Route('GET', '/api/user/2fa/stats', secondFactorsRpc.stats)
  readonly stats: Forwarded;

  @Route('DELETE', '/api/user/:id/2fa', secondFactorsRpc.disableOfUser, { success: 'secondFactorForcedOff' })
  readonly disableOfUser: Forwarded;
}
