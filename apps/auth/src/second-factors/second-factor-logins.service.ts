import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { SecondFactorLogin } from '@tollgate/contracts/auth/second-factors';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { hashSecret } from '@tollgate/platform/access';
import { LoginsService } from '../logins/logins.service.js';
import { CodeCheck } from './code-check.js';
import { parseCode } from './codes.js';
import { SecondFactorsRepository } from './second-factors.repository.js';

/** The second step of a login. */
@Injectable()
export class SecondFactorLoginsService {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly check: CodeCheck,
    private readonly logins: LoginsService,
  ) {}

  /**
   * Finishes the pending login of the flow token, or of the cookie. Consuming the code, removing the pending login and creating the session are
   * one transaction.
   * @throws AppError PENDING_LOGIN_OVER, SECOND_FACTOR_OFF, CODE_REFUSED, CODE_WRONG, SECOND_FACTOR_LOCKED
   */
  async login({ code: typed, flow_token }: SecondFactorLogin, caller: Caller): Promise<LoginReply> {
    const hash = flow_token ? hashSecret(flow_token) : readCookieHash(caller);
    if (!hash) throw new AppError('PENDING_LOGIN_OVER');
    const pending = await this.factors.pending(hash);
    if (!pending) throw new AppError('PENDING_LOGIN_OVER');
    const { user_id: userId, method } = pending;
    const code = parseCode(typed);
    if (!code) throw new AppError('CODE_REFUSED');
    const wrong = code.kind === 'app' ? 'CODE_REFUSED' : 'CODE_WRONG';
    return this.check.take({ userId }, code, caller, wrong, async (tx) => {
      if (!(await this.factors.takePending(tx, hash))) throw new AppError('PENDING_LOGIN_OVER');
      return this.logins.finishIn(tx, userId, method, caller);
    });
  }
}

function readCookieHash({ credential }: Caller): Buffer | undefined {
  return credential?.session === undefined ? undefined : Buffer.from(credential.session, 'base64url');
}
