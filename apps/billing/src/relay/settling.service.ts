import { Injectable } from '@nestjs/common';
import { accept, AppError } from '@tollgate/contracts';
import {
  type Settled,
  type SettleRequest,
  type UsageBatch,
  UsageRecord,
  type UsageResult,
  type UsageResults,
} from '@tollgate/contracts/billing/relay';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { KeyDirectory } from './key-directory.js';
import { toRefusal } from './limits.js';
import { RelayQueue } from './relay-queue.js';
import type { RelayRow } from './relay.repository.js';

const MAX_PRICE_BYTES = 4096;

/** Charges the cost of requests exactly once, with and without reservations. */
@Injectable()
export class SettlingService {
  private writtenOff = 0;

  constructor(
    private readonly keys: KeyDirectory,
    private readonly queue: RelayQueue,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.watch('tollgate_usage_written_off', 'Quota of usage that nobody owes, since this process started', () => ({
      quota: this.writtenOff,
    }));
  }

  /**
   * Charges the cost of a reserved request. A cost above the reservation is taken from the available quota, then becomes debt up
   * to the bound of `RelayDebtFactor`. The rest is written off and alarmed. If the request was settled before, it returns those figures.
   * @throws AppError USAGE_CONFLICT, RESERVATION_UNKNOWN, ACCOUNT_NOT_FOUND
   */
  async settle(request: SettleRequest, deadline: number): Promise<Settled> {
    return this.charge(request, {}, deadline);
  }

  /** Charges requests that were served without a reservation. Each is charged independently, so a refusal affects only that request. */
  async usage({ records }: UsageBatch, deadline: number): Promise<UsageResults> {
    return { results: await Promise.all(records.map((record) => this.record(record, deadline))) };
  }

  private async record(input: object | null, deadline: number): Promise<UsageResult> {
    const { request_id: given } = (input ?? {}) as { request_id?: unknown };
    const request_id = typeof given === 'string' ? given.slice(0, 200) : '';
    try {
      if (input === null) throw new AppError('MALFORMED_BODY');
      const record = accept(UsageRecord, input);
      const { transaction_id, duplicate } = await this.charge(record, await this.payer(record), deadline);
      return { request_id, ok: true, transaction_id, duplicate };
    } catch (error) {
      if (error instanceof AppError) return { request_id, ok: false, code: error.code };
      throw error;
    }
  }

  /** Does not check whether the key or its user is enabled, because a request that was served must be charged. */
  private async payer({ key, user_id: userId, api_key_id: apiKeyId }: UsageRecord) {
    if (key === undefined) {
      if (userId === undefined) throw new AppError('INVALID_PARAMETER', { field: 'key' });
      return { userId, apiKeyId };
    }
    const found = await this.keys.presented(key);
    if (!found) throw new AppError('API_KEY_UNKNOWN');
    return { userId: found.user_id, apiKeyId: found.id };
  }

  private async charge(
    request: SettleRequest,
    payer: { userId?: number; apiKeyId?: number },
    deadline: number,
  ): Promise<Settled> {
    const { request_id: requestId, ...details } = request;
    if (JSON.stringify(details.price ?? {}).length > MAX_PRICE_BYTES) {
      throw new AppError('INVALID_PARAMETER', { field: 'price' });
    }
    const row = await this.queue.add({ ...details, ...payer, op: 'settle', requestId }, deadline);
    const refused = toRefusal(row);
    if (refused) throw refused;
    if (row.outcome === 'charged' && row.written_off) this.alarm(requestId, row.written_off);
    return toSettled(requestId, row);
  }

  private alarm(requestId: string, quota: number): void {
    this.writtenOff += quota;
    this.log.error('usage was written off because it exceeds the balance and the debt that one call may make', {
      requestId,
      quota,
    });
  }
}

function toSettled(requestId: string, row: RelayRow): Settled {
  const { transaction_id: id, charged, shortfall, balance } = row;
  if (id === null || charged === null || shortfall === null || balance === null) {
    throw new Error(`a settlement without its figures: ${row.outcome}`);
  }
  return {
    request_id: requestId,
    transaction_id: id,
    charged,
    shortfall,
    balance,
    ...(row.key_available === null ? {} : { key_remaining: row.key_available }),
    duplicate: row.outcome === 'double',
  };
}
