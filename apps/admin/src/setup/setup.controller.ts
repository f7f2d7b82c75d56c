import { Controller } from '@nestjs/common';
import type { Nothing } from '@tollgate/contracts';
import { type SetupRequest, setupRpc } from '@tollgate/contracts/admin/setup';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SetupService } from './setup.service.js';
import { SetupToken } from './setup-token.js';

@Controller()
export class SetupController {
  constructor(
    private readonly setup: SetupService,
    private readonly token: SetupToken,
  ) {}

  @Handles(setupRpc.get)
  get(_request: Nothing, _context: RequestContext<null>) {
    return this.setup.state();
  }

  @Handles(setupRpc.run)
  async run(request: SetupRequest, context: RequestContext<null>) {
    await this.token.check(request, context.caller);
    return this.setup.run(request, context);
  }
}
