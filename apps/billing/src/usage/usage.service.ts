import { Injectable } from '@nestjs/common';
import { AppError, type ErrorCode, type ErrorParams } from '@tollgate/contracts';
import type { Charged, ChargeRequest } from '@tollgate/contracts/billing/usage';
import type { RequestContext } from '@tollgate/platform/rpc';
import { RelayQueue } from '../relay/relay-queue.js';
import type { RelayOutcome, RelayRow } from '../relay/relay.repository.js';

const REFUSALS: Partial<Record<RelayOutcome, ErrorCode>> = {
  conflict: 'USAGE_CONFLICT',
  quota: 'INSUFFICIENT_QUOTA',
  key: 'API_KEY_QUOTA_EXHAUSTED',
  account: 'ACCOUNT_NOT_FOUND',
  no_key: 'API_KEY_NOT_FOUND',
};

/** Charges usage without reservations: exactly once for each request id, never below zero, within the key's limit. */
@Injectable()
export class UsageService {
  constructor(private readonly queue: RelayQueue) {}

  /**
   * Charges one request. A refusal charges nothing. Its code names the limit that refused, and its parameters hold the remaining
   * quota (`balance`, and `key_remaining` if the key has a limit). A request that was charged before gets the same answer, so a
   * relay that lost the reply can repeat the request. The user and the key may be disabled, because the relay checked them before
   * it served the request, and a request that was served must be charged.
   * @throws AppError INSUFFICIENT_QUOTA, API_KEY_QUOTA_EXHAUSTED, USAGE_CONFLICT, ACCOUNT_NOT_FOUND, API_KEY_NOT_FOUND
   */
  async charge(request: ChargeRequest, { deadline }: Pick<RequestContext<null>, 'deadline'>): Promise<Charged> {
    const { request_id: requestId, user_id: userId, api_key_id: apiKeyId, token_name: tokenName, ...details } = request;
    const row = await this.queue.add({ ...details, op: 'charge', requestId, userId, apiKeyId, tokenName }, deadline);
    const refusal = REFUSALS[row.outcome];
    if (refusal) throw new AppError(refusal, buildRemainder(row));
    const { transaction_id: id, balance, key_available: remaining } = row;
    if (id === null || balance === null) throw new Error(`a charge without transaction or balance: ${row.outcome}`);
    const duplicate = row.outcome === 'double';
    return { transaction_id: id, balance, ...(remaining === null ? {} : { key_remaining: remaining }), duplicate };
  }
}

/** The quota that remains under the limit that refused a charge; empty if something else refused it. */
function buildRemainder({ outcome, available, key_available: remaining }: RelayRow): ErrorParams {
  if ((outcome !== 'quota' && outcome !== 'key') || available === null) return {};
  return { balance: available, ...(remaining === null ? null : { key_remaining: remaining }) };
}
