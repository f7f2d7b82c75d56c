import { Controller } from '@nestjs/common';
import type { Caller, Nothing, PageRequest } from '@tollgate/contracts';
import {
  type CreateRedemptions,
  type ExportRedemptions,
  type RedeemRequest,
  type RedemptionId,
  redemptionsRpc,
  type SearchRedemptions,
  type UpdateRedemption,
} from '@tollgate/contracts/billing/redemptions';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';
import { batchFile } from './batch-file.js';

/** Redemption codes. */
@Controller()
export class RedemptionsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/topup', redemptionsRpc.redeem, { data: 'quota', success: 'redeemed' })
  redeem(@Input() request: RedeemRequest, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.redeem, request, caller);
  }

  @Route('GET', '/api/redemption', redemptionsRpc.list)
  list(@Input() request: PageRequest, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.list, request, caller);
  }

  @Route('GET', '/api/redemption/search', redemptionsRpc.search)
  search(@Input() request: SearchRedemptions, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.search, request, caller);
  }

  @Route('GET', '/api/redemption/export', redemptionsRpc.export, { file: 'text/csv', answers: 'file' })
  async export(@Input() request: ExportRedemptions, @From() caller: Caller) {
    return batchFile(await this.rpc.call(redemptionsRpc.export, request, caller));
  }

  @Route('GET', '/api/redemption/:id', redemptionsRpc.get)
  get(@Input() request: RedemptionId, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.get, request, caller);
  }

  @Route('POST', '/api/redemption', redemptionsRpc.create, { data: 'keys' })
  create(@Input() request: CreateRedemptions, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.create, request, caller);
  }

  @Route('PUT', '/api/redemption', redemptionsRpc.update, { query: ['status_only'] })
  update(@Input() request: UpdateRedemption, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.update, request, caller);
  }

  @Route('DELETE', '/api/redemption/invalid', redemptionsRpc.deleteInvalid, { data: 'count' })
  deleteInvalid(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.deleteInvalid, request, caller);
  }

  @Route('DELETE', '/api/redemption/:id', redemptionsRpc.delete)
  delete(@Input() request: RedemptionId, @From() caller: Caller) {
    return this.rpc.call(redemptionsRpc.delete, request, caller);
  }
}
