import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import {
  type LedgerRequest,
  ledgerRpc,
  type OwnLedgerRequest,
  type StatementRequest,
} from '@tollgate/contracts/billing/ledger';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';
import { statementFile } from './statement-file.js';

/** What happened to balances. */
@Controller()
export class LedgerController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/ledger/self', ledgerRpc.own)
  own(@Input() request: OwnLedgerRequest, @From() caller: Caller) {
    return this.rpc.call(ledgerRpc.own, request, caller);
  }

  @Route('GET', '/api/ledger', ledgerRpc.list)
  list(@Input() request: LedgerRequest, @From() caller: Caller) {
    return this.rpc.call(ledgerRpc.list, request, caller);
  }

  @Route('GET', '/api/ledger/trial_balance', ledgerRpc.trialBalance)
  trialBalance(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(ledgerRpc.trialBalance, request, caller);
  }

  @Route('GET', '/api/user/statement', ledgerRpc.statement, { file: 'text/csv', also: [ledgerRpc.statementEntries] })
  async statement(@Input() request: StatementRequest, @From() caller: Caller) {
    const statement = await this.rpc.call(ledgerRpc.statement, request, caller);
    return request.format === 'csv' ? statementFile(this.rpc, statement, caller) : statement;
  }
}
