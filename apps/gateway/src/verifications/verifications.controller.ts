import { Controller } from '@nestjs/common';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Verification of e-mail addresses. */
@Controller()
export class VerificationsController extends RpcController {
  @Route('GET', '/api/verification', verificationsRpc.send, { changesState: true })
  readonly send: Forwarded;

  @Route('GET', '/api/oauth/email/bind', verificationsRpc.bind, { changesState: true })
  readonly bind: Forwarded;

  @Route('POST', '/api/oauth/email/bind', verificationsRpc.bind, { query: ['email', 'code'] })
  readonly postBind: Forwarded;
}
