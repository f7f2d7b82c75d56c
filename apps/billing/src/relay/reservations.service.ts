import { Injectable } from '@nestjs/common';
import { refuseKey, parseModels, refuseKeyUse } from '@tollgate/account-rules';
import { AppError, UserStatus } from '@tollgate/contracts';
import type {
  ExtendRequest,
  Released,
  ReleaseRequest,
  RelayVerified,
  RelayVerifyRequest,
  Reserved,
  ReserveRequest,
} from '@tollgate/contracts/billing/relay';
import { KeyDirectory, type KeyRow } from './key-directory.js';
import { buildLimits, refuseBeyond, toRefusal } from './limits.js';
import { RelayQueue } from './relay-queue.js';
import type { RelayRow } from './relay.repository.js';

const DEFAULT_TTL_SECONDS = 60;

/** Whether a request may be served, and quota set aside while it is. */
@Injectable()
export class ReservationsService {
  constructor(
    private readonly keys: KeyDirectory,
    private readonly queue: RelayQueue,
  ) {}

  /**
   * Returns the facts that a relay needs before it serves a request. It only reads, because the reservation decides.
   * @throws AppError API_KEY_UNKNOWN and its siblings, INSUFFICIENT_QUOTA and the other limits
   */
  async verify(request: RelayVerifyRequest): Promise<RelayVerified> {
    const key = await this.usable(await this.keys.presented(request.key), request);
    const limits = buildLimits(key);
    if (key.debt < 0)
      refuseBeyond(
        limits.slice(0, 1).map((limit) => ({ ...limit, remaining: 0 })),
        0,
      );
    refuseBeyond(limits, request.estimate ?? 0);
    const ofKey = limits.filter(({ scope }) => scope === 'key' || scope === 'key_window');
    return {
      user_id: key.user_id,
      username: key.username,
      role: key.role,
      group: key.group || key.user_group,
      user_group: key.user_group,
      api_key_id: key.id,
      api_key_name: key.name,
      available: Math.max(0, key.balance - key.reserved),
      ...(ofKey.length === 0 ? {} : { key_available: Math.min(...ofKey.map(({ remaining }) => remaining)) }),
      unlimited_quota: key.unlimited,
      model_limits: key.model_limits_enabled ? parseModels(key) : [],
      expires_at: key.expired_time,
      limits,
    };
  }

  /**
   * Sets quota aside for a request; the same request again answers the reservation that exists.
   * @throws AppError INVALID_PARAMETER, API_KEY_UNKNOWN and its siblings, the limits, USAGE_CONFLICT, RESERVATION_ENDED, USER_DISABLED
   */
  async reserve(request: ReserveRequest, deadline: number): Promise<Reserved> {
    const { userId, apiKeyId } = await this.payer(request);
    const { request_id: requestId, amount, ttl_seconds: ttlSeconds = DEFAULT_TTL_SECONDS } = request;
    const { model, group, ip, reference } = request;
    const work = {
      op: 'reserve',
      requestId,
      userId,
      apiKeyId,
      amount,
      ttlSeconds,
      model,
      group,
      ip,
      reference,
    } as const;
    return toReserved(requestId, await this.queue.add(work, deadline));
  }

  /** @throws AppError RESERVATION_UNKNOWN, RESERVATION_ENDED, the limits */
  async extend(
    { request_id: requestId, ttl_seconds: ttlSeconds, amount }: ExtendRequest,
    deadline: number,
  ): Promise<Reserved> {
    return toReserved(requestId, await this.queue.add({ op: 'extend', requestId, ttlSeconds, amount }, deadline));
  }

  /** Frees what is held for a request; 0 if nothing is, because a release that is repeated must succeed. */
  async release({ request_id: requestId }: ReleaseRequest, deadline: number): Promise<Released> {
    const row = await this.queue.add({ op: 'release', requestId }, deadline);
    return { released: row.outcome === 'released' ? row.reserved : 0 };
  }

  private async payer(request: ReserveRequest): Promise<{ userId: number; apiKeyId?: number }> {
    if (request.key !== undefined) {
      const key = await this.usable(await this.keys.presented(request.key), request);
      return { userId: key.user_id, apiKeyId: key.id };
    }
    const { user_id: userId, api_key_id: apiKeyId } = request;
    if (userId === undefined) throw new AppError('INVALID_PARAMETER', { field: 'key' });
    if (apiKeyId === undefined) {
      const status = await this.keys.userStatus(userId);
      if (status === undefined) throw new AppError('ACCOUNT_NOT_FOUND');
      if (status !== UserStatus.enabled) throw new AppError('USER_DISABLED');
      return { userId };
    }
    const key = await this.keys.numbered(apiKeyId);
    await this.usable(key?.user_id === userId ? key : undefined, request);
    return { userId, apiKeyId };
  }

  private async usable(key: KeyRow | undefined, use: { model?: string; ip?: string }): Promise<KeyRow> {
    if (!key || key.deleted) throw new AppError('API_KEY_UNKNOWN');
    refuseKey(key);
    refuseKeyUse(key, use, (group, userGroup) => this.keys.isUsableGroup(group, userGroup));
    return key;
  }
}

function toReserved(requestId: string, row: RelayRow): Reserved {
  const refused = toRefusal(row);
  if (refused) throw refused;
  if (row.expires_at === null || row.available === null)
    throw new Error(`a reservation without its end: ${row.outcome}`);
  return {
    request_id: requestId,
    reserved: row.reserved,
    available: row.available,
    ...(row.key_available === null ? {} : { key_available: row.key_available }),
    expires_at: Math.floor(row.expires_at.getTime() / 1000),
    duplicate: row.outcome === 'double',
  };
}
