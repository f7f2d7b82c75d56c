import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { bearerSessionsRpc, type RefreshRequest } from '@tollgate/contracts/auth/bearer-sessions';
import { ok } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

const TAKE = { refreshCookie: 'refresh_cookie', headers: { expected_sid: 'x-auth-session' } } as const;

/** Refreshing and ending a session that the client holds as an access token and a refresh cookie. */
@Controller()
export class BearerSessionsController extends RpcController {
  @Route('POST', '/api/user/auth/refresh', bearerSessionsRpc.refresh, { take: TAKE, signsIn: true })
  readonly refresh: Forwarded;

  @Route('POST', '/api/user/auth/logout', bearerSessionsRpc.logout, { take: TAKE, signsOut: 'refresh' })
  async logout(@Input() request: RefreshRequest, @From() caller: Caller) {
    const ended = await this.rpc.call(bearerSessionsRpc.logout, request, caller);
    return ok(ended.revoked_sid === undefined ? undefined : ended);
  }
}
