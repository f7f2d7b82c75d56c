import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  LedgerLine,
  type LedgerRequest,
  ledgerRpc,
  type OwnLedgerRequest,
  type StatementRequest,
} from '@tollgate/contracts/billing/ledger';
import { LIST_FILE, listOrFile, readForFile } from '../http/answers/list-file.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';
import { statementFile } from './statement-file.js';

/** Ledger entries, statements and the trial balance. */
@Controller()
export class LedgerController extends RpcController {
  @Route('GET', '/api/ledger/self', ledgerRpc.own, { ...LIST_FILE })
  own(@Input() request: OwnLedgerRequest, @From() caller: Caller) {
    const list = { contract: ledgerRpc.own, item: LedgerLine, name: 'ledger' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/ledger', ledgerRpc.list, { ...LIST_FILE })
  list(@Input() request: LedgerRequest, @From() caller: Caller) {
    const list = { contract: ledgerRpc.list, item: LedgerLine, name: 'ledger-of-user' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/ledger/trial_balance', ledgerRpc.trialBalance)
  readonly trialBalance: Forwarded;

  @Route('GET', '/api/user/statement', ledgerRpc.statement, {
    ...LIST_FILE,
    also: [ledgerRpc.statementEntries, ...LIST_FILE.also],
  })
  async statement(@Input() request: StatementRequest, @From() caller: Caller) {
    const read = () => this.rpc.call(ledgerRpc.statement, request, caller);
    if (request.format !== 'csv') return read();
    const { found, toTime } = await readForFile(this.rpc, request.tz, caller, read);
    return statementFile(this.rpc, { ...found, user_id: request.user_id }, caller, toTime);
  }
}
