import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type BindEmailRequest, type SendCodeRequest, verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Proving e-mail addresses. */
@Controller()
export class VerificationsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/verification', verificationsRpc.send, { changesState: true })
  send(@Input() request: SendCodeRequest, @From() caller: Caller) {
    return this.rpc.call(verificationsRpc.send, request, caller);
  }

  @Route('GET', '/api/oauth/email/bind', verificationsRpc.bind, { changesState: true })
  bind(@Input() request: BindEmailRequest, @From() caller: Caller) {
    return this.rpc.call(verificationsRpc.bind, request, caller);
  }

  @Route('POST', '/api/oauth/email/bind', verificationsRpc.bind, { query: ['email', 'code'] })
  postBind(@Input() request: BindEmailRequest, @From() caller: Caller) {
    return this.rpc.call(verificationsRpc.bind, request, caller);
  }
}
