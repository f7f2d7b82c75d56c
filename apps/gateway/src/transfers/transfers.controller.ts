import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type TransferRequest, transfersRpc } from '@tollgate/contracts/billing/transfers';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Affiliate quota made one's own. */
@Controller()
export class TransfersController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/aff_transfer', transfersRpc.create, { success: 'transferred' })
  create(@Input() request: TransferRequest, @From() caller: Caller) {
    return this.rpc.call(transfersRpc.create, request, caller);
  }
}
