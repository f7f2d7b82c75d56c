import { Controller } from '@nestjs/common';
import { transfersRpc } from '@tollgate/contracts/billing/transfers';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Transfers of affiliate quota to the balance. */
@Controller()
export class TransfersController extends RpcController {
  @Route('POST', '/api/user/aff_transfer', transfersRpc.create, { success: 'transferred' })
  readonly create: Forwarded;
}
