import { Controller } from '@nestjs/common';
import { quarantineRpc } from '@tollgate/contracts/billing/quarantine';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Callbacks of payment providers that fit no order, or did not verify. */
@Controller()
export class QuarantineController extends RpcController {
  @Route('GET', '/api/topup/quarantine', quarantineRpc.list, { tag: 'payments' })
  readonly list: Forwarded;

  @Route('GET', '/api/topup/callbacks', quarantineRpc.refused, { tag: 'payments' })
  readonly refused: Forwarded;

  @Route('POST', '/api/topup/quarantine/resolve', quarantineRpc.resolve, { tag: 'payments' })
  readonly resolve: Forwarded;
}
