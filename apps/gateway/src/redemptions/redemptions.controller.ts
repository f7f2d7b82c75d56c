import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type ExportRedemptions,
  type ListRedemptions,
  Redemption,
  redemptionsRpc,
  type SearchRedemptions,
} from '@tollgate/contracts/billing/redemptions';
import { LIST_FILE, listOrFile, readForFile } from '../http/answers/list-file.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';
import { batchFile } from './batch-file.js';

/** Redemption codes. */
@Controller()
export class RedemptionsController extends RpcController {
  @Route('POST', '/api/user/topup', redemptionsRpc.redeem, { data: 'quota', success: 'redeemed' })
  readonly redeem: Forwarded;

  @Route('GET', '/api/redemption', redemptionsRpc.list, { ...LIST_FILE })
  list(@Input() request: ListRedemptions, @From() caller: Caller) {
    const list = { contract: redemptionsRpc.list, item: Redemption, name: 'redemptions' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/redemption/search', redemptionsRpc.search, { ...LIST_FILE })
  search(@Input() request: SearchRedemptions, @From() caller: Caller) {
    const list = { contract: redemptionsRpc.search, item: Redemption, name: 'redemptions' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/redemption/export', redemptionsRpc.export, { ...LIST_FILE, answers: 'file' })
  async export(@Input() request: ExportRedemptions, @From() caller: Caller) {
    const read = () => this.rpc.call(redemptionsRpc.export, request, caller);
    const { found, toTime } = await readForFile(this.rpc, request.tz, caller, read);
    return batchFile(found, toTime);
  }

  @Route('GET', '/api/redemption/:id', redemptionsRpc.get)
  readonly get: Forwarded;

  @Route('POST', '/api/redemption', redemptionsRpc.create, { data: 'keys' })
  readonly create: Forwarded;

  @Route('PUT', '/api/redemption', redemptionsRpc.update, { query: ['status_only'], echoes: Redemption })
  readonly update: Forwarded;

  @Route('DELETE', '/api/redemption/invalid', redemptionsRpc.deleteInvalid, { data: 'count' })
  readonly deleteInvalid: Forwarded;

  @Route('DELETE', '/api/redemption/:id', redemptionsRpc.delete)
  readonly delete: Forwarded;
}
