import { Controller } from '@nestjs/common';
import { statusRpc } from '@tollgate/contracts/auth/status';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The facts that a client shows before login, and the pages that root writes. */
@Controller()
export class StatusController extends RpcController {
  @Route('GET', '/api/status', statusRpc.get)
  readonly get: Forwarded;

  @Route('GET', '/api/notice', statusRpc.notice, { data: 'text', tag: 'status' })
  readonly notice: Forwarded;

  @Route('GET', '/api/about', statusRpc.about, { data: 'text', tag: 'status' })
  readonly about: Forwarded;

  @Route('GET', '/api/home_page_content', statusRpc.home, { data: 'text', tag: 'status' })
  readonly home: Forwarded;

  @Route('GET', '/api/user-agreement', statusRpc.agreement, { data: 'text', tag: 'status' })
  readonly agreement: Forwarded;

  @Route('GET', '/api/privacy-policy', statusRpc.privacy, { data: 'text', tag: 'status' })
  readonly privacy: Forwarded;
}
