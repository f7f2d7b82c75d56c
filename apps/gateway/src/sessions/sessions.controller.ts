import { Controller } from '@nestjs/common';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Logging in and out, and the list of sessions. */
@Controller()
export class SessionsController extends RpcController {
  @Route('POST', '/api/user/login', sessionsRpc.login, {
    signsIn: true,
    secondFactor: 'asked',
    success: 'loggedIn',
    password: true,
    bindsBrowser: true,
    query: ['turnstile'],
  })
  readonly login: Forwarded;

  @Route('GET', '/api/user/logout', sessionsRpc.logout, { signsOut: true, changesState: true, fromOwnPages: true })
  readonly logout: Forwarded;

  @Route('POST', '/api/user/logout', sessionsRpc.logout, { signsOut: true })
  readonly postLogout: Forwarded;

  @Route('GET', '/api/user/sessions', sessionsRpc.list, { data: 'sessions' })
  readonly list: Forwarded;

  @Route('DELETE', '/api/user/sessions/:id', sessionsRpc.end)
  readonly end: Forwarded;

  @Route('DELETE', '/api/user/sessions', sessionsRpc.endOthers)
  readonly endOthers: Forwarded;

  @Route('POST', '/api/user/sessions/revoke-others', sessionsRpc.endOthers)
  readonly revokeOthers: Forwarded;

  @Route('GET', '/api/user/:user_id/sessions', sessionsRpc.listOfUser, { data: 'sessions' })
  readonly listOfUser: Forwarded;

  @Route('DELETE', '/api/user/:user_id/sessions/:id', sessionsRpc.endOfUser)
  readonly endOfUser: Forwarded;

  @Route('DELETE', '/api/user/:user_id/sessions', sessionsRpc.endAllOfUser)
  readonly endAllOfUser: Forwarded;
}
