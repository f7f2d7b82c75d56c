import { Controller } from '@nestjs/common';
import { type RegisterRequest, signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SignUpsService } from './sign-ups.service.js';

/** Signing up. */
@Controller()
export class SignUpsController {
  constructor(private readonly signUps: SignUpsService) {}

  @Handles(signUpsRpc.register)
  register(request: RegisterRequest, { caller }: RequestContext<null>) {
    return this.signUps.register(request, caller);
  }
}
