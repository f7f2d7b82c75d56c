import type { Caller } from '@tollgate/contracts';
import { ledgerRpc, type Statement, type StatementEntries } from '@tollgate/contracts/billing/ledger';
import type { RpcClient } from '@tollgate/platform/rpc';
import type { Answer } from '../http/route/answer.js';
import { csvFile, csvLine, type TimeFormat } from '../http/answers/csv.js';

const HEAD = ['id', 'time', 'kind', 'ref', 'memo', 'amount', 'balance'];

/** A statement as a CSV file: opening balance, every entry oldest first, closing balance. Pages are read while the file is sent. */
export function statementFile(
  rpc: Pick<RpcClient, 'call'>,
  statement: Statement & { readonly user_id?: number },
  caller: Caller,
  toTime: TimeFormat,
): Answer {
  const { account, from, to, first_version, last_version, user_id } = statement;
  async function* lines(): AsyncIterable<string> {
    yield csvLine(HEAD);
    yield csvLine([null, toTime(from), 'opening', null, null, null, statement.opening_balance]);
    for (let after: number | undefined = first_version; after !== undefined && after < last_version;) {
      const page: StatementEntries = await rpc.call(
        ledgerRpc.statementEntries,
        { account, after, until: last_version, user_id },
        caller,
      );
      for (const { id, created_at, kind, ref, memo, amount, balance_after } of page.items)
        yield csvLine([id, toTime(created_at), kind, ref, memo, amount, balance_after]);
      after = page.next;
    }
    yield csvLine([null, toTime(to), 'closing', null, null, null, statement.closing_balance]);
  }
  const whose = user_id === undefined ? '' : `${user_id}-`;
  return csvFile(`statement-${whose}${account}-${from}-${to}`, lines());
}
