import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import {
  type LoginRequest,
  type SessionId,
  type SessionOfUser,
  type SessionsOfUser,
  sessionsRpc,
} from '@tollgate/contracts/auth/sessions';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Logging in and out, and the list of sessions. */
@Controller()
export class SessionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/login', sessionsRpc.login, {
    signsIn: true,
    secondFactor: 'asked',
    success: 'loggedIn',
    password: true,
    bindsBrowser: true,
    query: ['turnstile'],
  })
  login(@Input() request: LoginRequest, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.login, request, caller);
  }

  @Route('GET', '/api/user/logout', sessionsRpc.logout, { signsOut: true, changesState: true, fromOwnPages: true })
  logout(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.logout, request, caller);
  }

  @Route('POST', '/api/user/logout', sessionsRpc.logout, { signsOut: true })
  postLogout(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.logout, request, caller);
  }

  @Route('GET', '/api/user/sessions', sessionsRpc.list, { data: 'sessions' })
  list(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.list, request, caller);
  }

  @Route('DELETE', '/api/user/sessions/:id', sessionsRpc.end)
  end(@Input() request: SessionId, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.end, request, caller);
  }

  @Route('DELETE', '/api/user/sessions', sessionsRpc.endOthers)
  endOthers(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.endOthers, request, caller);
  }

  @Route('GET', '/api/user/:user_id/sessions', sessionsRpc.listOfUser, { data: 'sessions' })
  listOfUser(@Input() request: SessionsOfUser, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.listOfUser, request, caller);
  }

  @Route('DELETE', '/api/user/:user_id/sessions/:id', sessionsRpc.endOfUser)
  endOfUser(@Input() request: SessionOfUser, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.endOfUser, request, caller);
  }

  @Route('DELETE', '/api/user/:user_id/sessions', sessionsRpc.endAllOfUser)
  endAllOfUser(@Input() request: SessionsOfUser, @From() caller: Caller) {
    return this.rpc.call(sessionsRpc.endAllOfUser, request, caller);
  }
}
