import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { type BindEmailRequest, type SendCodeRequest, verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { VerificationsService } from './verifications.service.js';

/** Proving e-mail addresses. */
@Controller()
export class VerificationsController {
  constructor(private readonly verifications: VerificationsService) {}

  @Handles(verificationsRpc.send)
  send(request: SendCodeRequest, { caller }: RequestContext<null>) {
    return this.verifications.send(request, caller);
  }

  @Handles(verificationsRpc.bind)
  bind(request: BindEmailRequest, { identity, caller }: RequestContext<Identity>) {
    return this.verifications.bind(request, identity, caller);
  }
}
