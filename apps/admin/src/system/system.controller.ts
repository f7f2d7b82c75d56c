import { Controller } from '@nestjs/common';
import type { Identity, Nothing } from '@tollgate/contracts';
import { systemRpc } from '@tollgate/contracts/admin/system';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SystemService } from './system.service.js';
import { UptimeService } from './uptime.service.js';

@Controller()
export class SystemController {
  constructor(
    private readonly system: SystemService,
    private readonly uptimes: UptimeService,
  ) {}

  @Handles(systemRpc.test)
  test(_request: Nothing, _context: RequestContext<Identity>) {
    return this.system.test();
  }

  @Handles(systemRpc.uptime)
  uptime(_request: Nothing, _context: RequestContext<null>) {
    return this.uptimes.get();
  }
}
