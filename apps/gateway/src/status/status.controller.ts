import { Controller } from '@nestjs/common';
import { statusRpc } from '@tollgate/contracts/auth/status';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

const always = () => true;

/** The facts that a client shows before login, and the pages that root writes. */
@Controller()
export class StatusController extends RpcController {
  @Route('GET', '/api/status', statusRpc.get, { shared: ({ setup }) => setup })
  readonly get: Forwarded;

  @Route('GET', '/api/notice', statusRpc.notice, { data: 'text', tag: 'status', shared: always })
  readonly notice: Forwarded;

  @Route('GET', '/api/about', statusRpc.about, { data: 'text', tag: 'status', shared: always })
  readonly about: Forwarded;

  @Route('GET', '/api/home_page_content', statusRpc.home, { data: 'text', tag: 'status', shared: always })
  readonly home: Forwarded;

  @Route('GET', '/api/user-agreement', statusRpc.agreement, { data: 'text', tag: 'status', shared: always })
  readonly agreement: Forwarded;

  @Route('GET', '/api/privacy-policy', statusRpc.privacy, { data: 'text', tag: 'status', shared: always })
  readonly privacy: Forwarded;
}
