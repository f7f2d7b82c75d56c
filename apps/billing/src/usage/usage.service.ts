import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppError, type ErrorCode, type ErrorParams } from '@tollgate/contracts';
import type { Charged, ChargeRequest } from '@tollgate/contracts/billing/usage';
import { getSqlState } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import { GroupCommitQueue } from './group-commit-queue.js';
import { type ChargeRow, type Outcome, UsageRepository } from './usage.repository.js';

const BATCH = 500;
const WAITING = 20_000;
/** Unique violation (one request id at once for two users), serialization failure, deadlock: undone as a whole, and one by one they pass. */
const SPOILT = new Set(['23505', '40001', '40P01']);

const REFUSALS: Record<Exclude<Outcome, 'charged' | 'double'>, ErrorCode> = {
  conflict: 'USAGE_CONFLICT',
  quota: 'INSUFFICIENT_QUOTA',
  key: 'API_KEY_QUOTA_EXHAUSTED',
  account: 'ACCOUNT_NOT_FOUND',
  no_key: 'API_KEY_NOT_FOUND',
};

/** Charges usage: exactly once for each request id, never below zero, within the key's limit. */
@Injectable()
export class UsageService implements BeforeApplicationShutdown {
  private readonly lane: GroupCommitQueue<ChargeRequest, ChargeRow>;

  constructor(usage: UsageRepository) {
    const spoilt = (error: unknown) => SPOILT.has(getSqlState(error));
    this.lane = new GroupCommitQueue((batch) => usage.charge(batch), { batch: BATCH, waiting: WAITING, spoilt });
  }

  /**
   * Charges one request. The code of a refusal says which limit stopped it, and its parameters what is left to be charged
   * (`balance`, and `key_remaining` where the key has a limit): nothing was taken. A request that was charged before is answered as
   * then, so that a lost reply is recovered by asking again. Whether the user or the key is enabled was the relay's to ask
   * before it served; what was served is charged.
   * @throws AppError INSUFFICIENT_QUOTA, API_KEY_QUOTA_EXHAUSTED, USAGE_CONFLICT, ACCOUNT_NOT_FOUND, API_KEY_NOT_FOUND
   */
  async charge(request: ChargeRequest, { deadline }: Pick<RequestContext<null>, 'deadline'>): Promise<Charged> {
    const row = await this.lane.add(request, deadline);
    const { outcome, transaction_id: id, balance, key_remain: remain } = row;
    if (outcome !== 'charged' && outcome !== 'double') throw new AppError(REFUSALS[outcome], buildRemainder(row));
    const duplicate = outcome === 'double';
    // what was for nothing has no entry with the balance of then; and of now there is none once the user is gone
    const left = balance ?? (duplicate ? 0 : null);
    if (id === null || left === null) throw new Error(`a charge without transaction or balance: ${outcome}`);
    const remaining = remain === null ? {} : { key_remaining: remain };
    return { transaction_id: id, balance: left, ...remaining, duplicate };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.lane.idle();
  }
}

/** What a limit that stopped a charge left; nothing where it was something else that stopped it. */
function buildRemainder({ outcome, balance, key_remain: remain }: ChargeRow): ErrorParams {
  if ((outcome !== 'quota' && outcome !== 'key') || balance === null) return {};
  return { balance, ...(remain === null ? null : { key_remaining: remain }) };
}
