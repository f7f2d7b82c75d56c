import { Controller } from '@nestjs/common';
import { type LoginRequest, sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { PasswordLoginsService } from './password-logins.service.js';

/** Logging in with a password. */
@Controller()
export class LoginsController {
  constructor(private readonly logins: PasswordLoginsService) {}

  @Handles(sessionsRpc.login)
  login(request: LoginRequest, { caller }: RequestContext<null>) {
    return this.logins.login(request, caller);
  }
}
