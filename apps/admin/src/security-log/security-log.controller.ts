import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type OwnSecurityLogRequest,
  type SecurityLogOfUserRequest,
  securityLogRpc,
} from '@tollgate/contracts/admin/security-log';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SecurityLogService } from './security-log.service.js';

/** The security log. */
@Controller()
export class SecurityLogController {
  constructor(private readonly log: SecurityLogService) {}

  @Handles(securityLogRpc.own)
  own(request: OwnSecurityLogRequest, { identity }: RequestContext<Identity>) {
    return this.log.own(request, identity);
  }

  @Handles(securityLogRpc.ofUser)
  ofUser(request: SecurityLogOfUserRequest, { identity }: RequestContext<Identity>) {
    return this.log.ofUser(request, identity);
  }
}
