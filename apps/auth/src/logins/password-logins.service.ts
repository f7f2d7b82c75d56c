import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { LoginReply, LoginRequest } from '@tollgate/contracts/auth/sessions';
import { Turnstile } from '../turnstile/turnstile.js';
import { LoginsService } from './logins.service.js';

/** Password login behind the Turnstile check, because passwords are the only credential that programs guess in bulk. */
@Injectable()
export class PasswordLoginsService {
  constructor(
    private readonly turnstile: Turnstile,
    private readonly logins: LoginsService,
  ) {}

  /** @throws AppError TURNSTILE_TOKEN_MISSING, TURNSTILE_REFUSED, TURNSTILE_UNAVAILABLE, and the login's own */
  async login(request: LoginRequest, caller: Caller): Promise<LoginReply> {
    await this.turnstile.check(caller, request.turnstile, 'login');
    return this.logins.login(request, caller);
  }
}
