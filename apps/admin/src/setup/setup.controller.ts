import { Controller } from '@nestjs/common';
import type { Nothing } from '@tollgate/contracts';
import { type SetupRequest, setupRpc } from '@tollgate/contracts/admin/setup';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SetupService } from './setup.service.js';

@Controller()
export class SetupController {
  constructor(private readonly setup: SetupService) {}

  @Handles(setupRpc.get)
  get(_request: Nothing, _context: RequestContext<null>) {
    return this.setup.state();
  }

  @Handles(setupRpc.run)
  run(request: SetupRequest, context: RequestContext<null>) {
    return this.setup.run(request, context);
  }
}
