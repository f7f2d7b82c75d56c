import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type ErrorCode } from '@tollgate/contracts';
import type { SecondFactorLogin } from '@tollgate/contracts/auth/second-factors';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { hashSecret } from '@tollgate/platform/access';
import type { Tx } from '@tollgate/platform/db';
import { LoginsService } from '../logins/logins.service.js';
import { CodeCheck, type CodeOwner } from './code-check.js';
import { parseCode } from './codes.js';
import { SecondFactorsRepository } from './second-factors.repository.js';

/** Codes that one login accepts if it began while the password was locked. */
const MAX_CODES_BEHIND_LOCK = 5;

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
    const finish = async (tx: Tx) => {
      if (!(await this.factors.takePending(tx, hash))) throw new AppError('PENDING_LOGIN_OVER');
      return this.logins.finishIn(tx, userId, method, caller);
    };
    if (!pending.behind_lock) return this.check.take({ userId }, code, caller, wrong, finish);
    return this.finishBehindLock(hash, userId, (owner) => this.check.take(owner, code, caller, wrong, finish), wrong);
  }

  /**
   * Judges password and code together. If the password was wrong, the code is checked against a count of its own, so that the
   * caller cannot lock the owner's second factor, and every code is wrong. A lock gets the answer of a wrong code, because
   * it would show that the password was right.
   */
  private async finishBehindLock(
    hash: Buffer,
    userId: number,
    take: (owner: CodeOwner) => Promise<LoginReply>,
    wrong: ErrorCode,
  ): Promise<LoginReply> {
    const passwordRight = await this.factors.countBehindLock(hash, MAX_CODES_BEHIND_LOCK);
    if (passwordRight === undefined) throw new AppError('PENDING_LOGIN_OVER');
    const owner = passwordRight ? { userId } : { userId, decoy: hash.toString('hex') };
    return take(owner).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'SECOND_FACTOR_LOCKED' ? new AppError(wrong) : error;
    });
  }
}

function readCookieHash({ credential }: Caller): Buffer | undefined {
  return credential?.session === undefined ? undefined : Buffer.from(credential.session, 'base64url');
}
