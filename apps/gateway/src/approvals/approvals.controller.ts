import { Controller } from '@nestjs/common';
import { approvalsRpc } from '@tollgate/contracts/admin/approvals';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Approvals of credits and codes. */
@Controller()
export class ApprovalsController extends RpcController {
  @Route('GET', '/api/approval', approvalsRpc.list)
  readonly list: Forwarded;

  @Route('POST', '/api/approval/:id', approvalsRpc.decide)
  readonly decide: Forwarded;
}
