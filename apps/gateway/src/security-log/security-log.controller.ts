import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type OwnSecurityLogRequest,
  type SecurityLogOfUserRequest,
  securityLogRpc,
} from '@tollgate/contracts/admin/security-log';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** The security log. */
@Controller()
export class SecurityLogController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/user/security_log', securityLogRpc.own)
  own(@Input() request: OwnSecurityLogRequest, @From() caller: Caller) {
    return this.rpc.call(securityLogRpc.own, request, caller);
  }

  @Route('GET', '/api/user/:user_id/security_log', securityLogRpc.ofUser)
  ofUser(@Input() request: SecurityLogOfUserRequest, @From() caller: Caller) {
    return this.rpc.call(securityLogRpc.ofUser, request, caller);
  }
}
