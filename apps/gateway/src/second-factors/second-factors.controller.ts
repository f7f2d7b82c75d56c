import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import {
  type AppCode,
  type SecondFactorCode,
  type SecondFactorOfUser,
  secondFactorsRpc,
} from '@tollgate/contracts/auth/second-factors';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** The second factor: one's own, at login, and other people's. */
@Controller()
export class SecondFactorsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/2fa/status', secondFactorsRpc.status)
  status(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.status, request, caller);
  }

  @Route('POST', '/api/user/2fa/setup', secondFactorsRpc.setup, { success: 'secondFactorSetUp' })
  setup(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.setup, request, caller);
  }

  @Route('POST', '/api/user/2fa/enable', secondFactorsRpc.enable, { success: 'secondFactorEnabled' })
  enable(@Input() request: AppCode, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.enable, request, caller);
  }

  @Route('POST', '/api/user/2fa/disable', secondFactorsRpc.disable, { success: 'secondFactorDisabled' })
  disable(@Input() request: SecondFactorCode, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.disable, request, caller);
  }

  @Route('POST', '/api/user/2fa/backup_codes', secondFactorsRpc.backupCodes, { success: 'backupCodesMade' })
  backupCodes(@Input() request: AppCode, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.backupCodes, request, caller);
  }

  @Route('POST', '/api/user/login/2fa', secondFactorsRpc.login, { signsIn: true, success: 'loggedIn' })
  login(@Input() request: SecondFactorCode, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.login, request, caller);
  }

  @Route('GET', '/api/user/2fa/stats', secondFactorsRpc.stats)
  stats(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.stats, request, caller);
  }

  @Route('DELETE', '/api/user/:id/2fa', secondFactorsRpc.disableOfUser, { success: 'secondFactorForcedOff' })
  disableOfUser(@Input() request: SecondFactorOfUser, @From() caller: Caller) {
    return this.rpc.call(secondFactorsRpc.disableOfUser, request, caller);
  }
}
