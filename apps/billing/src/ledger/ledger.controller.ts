import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type LedgerRequest,
  ledgerRpc,
  type OwnLedgerRequest,
  type StatementEntriesRequest,
  type StatementRequest,
} from '@tollgate/contracts/billing/ledger';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { LedgerService } from './ledger.service.js';

type Context = RequestContext<Identity>;

/** Reads of the ledger: entries, statements and the trial balance. */
@Controller()
export class LedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Handles(ledgerRpc.own)
  own(request: OwnLedgerRequest, { identity }: Context) {
    return this.ledger.own(request, identity);
  }

  @Handles(ledgerRpc.list)
  list(request: LedgerRequest, { identity }: Context) {
    return this.ledger.list(request, identity);
  }

  @Handles(ledgerRpc.trialBalance)
  trialBalance(_: object, __: Context) {
    return this.ledger.trialBalance();
  }

  @Handles(ledgerRpc.statement)
  statement(request: StatementRequest, { identity }: Context) {
    return this.ledger.statement(request, identity);
  }

  @Handles(ledgerRpc.statementEntries)
  statementEntries(request: StatementEntriesRequest, { identity }: Context) {
    return this.ledger.statementEntries(request, identity);
  }
}
