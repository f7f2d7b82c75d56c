import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { ledgerRpc, type StatementRequest } from '@tollgate/contracts/billing/ledger';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';
import { statementFile } from './statement-file.js';

/** Ledger entries, statements and the trial balance. */
@Controller()
export class LedgerController extends RpcController {
  @Route('GET', '/api/ledger/self', ledgerRpc.own)
  readonly own: Forwarded;

  @Route('GET', '/api/ledger', ledgerRpc.list)
  readonly list: Forwarded;

  @Route('GET', '/api/ledger/trial_balance', ledgerRpc.trialBalance)
  readonly trialBalance: Forwarded;

  @Route('GET', '/api/user/statement', ledgerRpc.statement, { file: 'text/csv', also: [ledgerRpc.statementEntries] })
  async statement(@Input() request: StatementRequest, @From() caller: Caller) {
    const statement = await this.rpc.call(ledgerRpc.statement, request, caller);
    return request.format === 'csv'
      ? statementFile(this.rpc, { ...statement, user_id: request.user_id }, caller)
      : statement;
  }
}
