import { Injectable } from '@nestjs/common';
import { changeBudget, lockOwner, splitBudget } from '@tollgate/account-rules';
import { AppError, type BudgetFields, type Caller, type Identity } from '@tollgate/contracts';
import type {
  ApiKey,
  ApiKeyListRequest,
  ApiKeyPage,
  CreateApiKeyRequest,
  DeletedApiKeys,
  FoundApiKeys,
  SearchApiKeysRequest,
  UpdateApiKeyRequest,
} from '@tollgate/contracts/auth/api-keys';
import { Options } from '@tollgate/options';
import { isAllowList } from '@tollgate/platform/access';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { takeUntilReplyFull } from '@tollgate/platform/rpc';
import { GroupsService } from '../groups/groups.service.js';
import { type ApiKeyChange, type ApiKeyRecord, ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeyViews } from './api-key-views.js';
import { KeySecrets } from './key-secrets.js';

const NAME_MAX = 30;
const MAX_FOUND = 100;
const ENABLED = 1;
const EXPIRED = 3;
const EXHAUSTED = 4;

/** The user's own API keys. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly secrets: KeySecrets,
    private readonly groups: GroupsService,
    private readonly views: ApiKeyViews,
    private readonly options: Options,
    private readonly uow: UnitOfWork,
  ) {}

  /** A page of keys. It is smaller than requested if that many of the largest key would not fit into one reply. */
  async list({ p, page_size: asked }: ApiKeyListRequest, { userId }: Identity, caller: Caller): Promise<ApiKeyPage> {
    const { rows, total, size } = await this.keys.pageThatFits(userId, p, asked);
    return { items: rows.map((row) => this.views.show(row, caller)), total, page: p, page_size: size };
  }

  /**
   * The newest 100 keys by a part of their name and a part of the key, as many of them as fit into one answer. A whole key is
   * looked up. Keys are sealed, so a part of a key is compared with opened keys, in steps of 100.
   */
  async search({ keyword = '', token = '' }: SearchApiKeysRequest, { userId }: Identity): Promise<FoundApiKeys> {
    const name = keyword.trim();
    const part = token.trim().replace(/^sk-/, '');
    const lookups = this.secrets.buildLookups(part);
    const whole = lookups ? await this.keys.findByName(userId, name, MAX_FOUND, { lookups }) : [];
    const found = whole.length > 0 ? whole.map((row) => this.show(row)) : await this.searchOpened(userId, name, part);
    return { keys: takeUntilReplyFull(found) };
  }

  private async searchOpened(userId: number, name: string, part: string): Promise<ApiKey[]> {
    const found: ApiKey[] = [];
    for (let before: number | undefined; ;) {
      const rows = await this.keys.findByName(userId, name, MAX_FOUND, { before });
      found.push(...rows.map((row) => this.show(row)).filter(({ key }) => key.includes(part)));
      before = rows.at(-1)?.id;
      if (rows.length < MAX_FOUND || found.length >= MAX_FOUND) return found.slice(0, MAX_FOUND);
    }
  }

  /** @throws AppError API_KEY_NOT_FOUND, also for a key of another user */
  async get(id: number, { userId }: Identity, caller: Caller): Promise<ApiKey> {
    const row = await this.keys.getOwn(userId, id);
    if (!row) throw new AppError('API_KEY_NOT_FOUND');
    return this.views.show(row, caller);
  }

  /** @throws AppError API_KEY_NAME_TOO_LONG, API_KEY_GROUP_REFUSED, API_KEY_EXPIRY_PAST, API_KEY_LIMIT_REACHED, INVALID_VALUE, CREDENTIAL_INVALID */
  async create(request: CreateApiKeyRequest, identity: Identity, caller: Caller): Promise<ApiKey> {
    const change = this.toChange(request);
    this.checkGroup(request.group, identity);
    this.checkAutoGroups(request.auto_groups, identity);
    if (typeof change.expiresAt === 'number' && change.expiresAt * 1000 <= Date.now())
      throw new AppError('API_KEY_EXPIRY_PAST');
    const { remain_quota = 0, unlimited_quota = false } = request;
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      const key = { change, remain: remain_quota, unlimited: unlimited_quota, budget: request };
      return this.createIn(tx, identity.userId, key);
    });
  }

  /** Creates a key in a given transaction, for instance that of the sign-up. */
  async createIn(
    tx: Tx,
    userId: number,
    key: { change: ApiKeyChange; remain: number; unlimited: boolean; budget?: BudgetFields },
  ): Promise<ApiKey> {
    const id = await this.keys.insert(tx, userId, this.secrets.make(userId), key.change);
    if (id === undefined) throw new AppError('CREDENTIAL_INVALID');
    const limit = this.options.get('token_setting.max_user_tokens');
    if ((await this.keys.count(tx, userId)) > limit) throw new AppError('API_KEY_LIMIT_REACHED', { limit });
    await this.keys.setLimit(tx, userId, id, key.remain, key.unlimited);
    await changeBudget(tx, 'key', id, key.budget ?? {});
    return this.getIn(tx, userId, id);
  }

  /**
   * Changes the given fields, or only the status if `status_only` is set. The current group of the key is accepted even if
   * it is not usable any more.
   * @throws AppError API_KEY_NOT_FOUND, API_KEY_STAYS_EXPIRED, API_KEY_STAYS_EXHAUSTED and those of `create`
   */
  async update(request: UpdateApiKeyRequest, identity: Identity, caller: Caller): Promise<ApiKey> {
    const { userId } = identity;
    const statusOnly = Boolean(request.status_only);
    const change = statusOnly ? { status: request.status } : this.toChange(request);
    if (!statusOnly) this.checkAutoGroups(request.auto_groups, identity);
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      const before = await this.getIn(tx, userId, request.id);
      if (!statusOnly && request.group !== before.group) this.checkGroup(request.group, identity);
      if (!(await this.keys.update(tx, userId, request.id, change))) throw new AppError('API_KEY_NOT_FOUND');
      const { remain_quota, unlimited_quota } = request;
      if (!statusOnly && (remain_quota !== undefined || unlimited_quota !== undefined)) {
        await this.keys.setLimit(tx, userId, request.id, remain_quota, unlimited_quota);
      }
      if (!statusOnly) await changeBudget(tx, 'key', request.id, request);
      const key = await this.getIn(tx, userId, request.id);
      // The key would stay unusable although the answer shows it as enabled, so the change is refused and rolled back.
      if (statusOnly && request.status === ENABLED && key.status === EXPIRED)
        throw new AppError('API_KEY_STAYS_EXPIRED');
      if (statusOnly && request.status === ENABLED && key.status === EXHAUSTED)
        throw new AppError('API_KEY_STAYS_EXHAUSTED');
      return key;
    });
  }

  /** @throws AppError API_KEY_NOT_FOUND */
  async delete(id: number, { userId }: Identity): Promise<object> {
    if ((await this.keys.delete(userId, [id])) === 0) throw new AppError('API_KEY_NOT_FOUND');
    return {};
  }

  async deleteMany(ids: readonly number[], { userId }: Identity): Promise<DeletedApiKeys> {
    return { deleted: await this.keys.delete(userId, ids) };
  }

  private async getIn(tx: Tx, userId: number, id: number): Promise<ApiKey> {
    const row = await this.keys.get(tx, userId, id);
    if (!row) throw new AppError('API_KEY_NOT_FOUND');
    return this.show(row);
  }

  private checkGroup(group: string | undefined, identity: Identity): void {
    if (group && !this.groups.isUsable(group, identity.group)) throw new AppError('API_KEY_GROUP_REFUSED', { group });
  }

  /** The groups that a key with the group `auto` names: each once, and among those that `auto` chooses from for this user. */
  private checkAutoGroups(groups: readonly string[] | undefined, identity: Identity): void {
    if (!groups) return;
    const choice = this.groups.getAutoGroups(identity.group);
    const bad = groups.find((group, at) => !choice.includes(group) || groups.indexOf(group) !== at);
    if (bad !== undefined) throw new AppError('API_KEY_AUTO_GROUPS_REFUSED', { group: bad });
    const most = this.options.get('MaxTokenAutoGroups');
    if (groups.length > most) throw new AppError('API_KEY_AUTO_GROUPS_REFUSED', { group: `> ${most}` });
  }

  private toChange(request: CreateApiKeyRequest): ApiKeyChange {
    const { name, group, allow_ips, expired_time, model_limits, model_limits_enabled } = request;
    if (name !== undefined && [...name].length > NAME_MAX) throw new AppError('API_KEY_NAME_TOO_LONG');
    if (allow_ips && !isAllowList(allow_ips)) throw new AppError('INVALID_VALUE', { field: 'allow_ips' });
    const expiresAt = expired_time === undefined ? undefined : expired_time <= 0 ? null : expired_time;
    return {
      name,
      group,
      allowIps: allow_ips,
      expiresAt,
      modelLimits: model_limits,
      modelLimitsEnabled: model_limits_enabled,
      crossGroupRetry: request.cross_group_retry,
      autoGroups: request.auto_groups,
    };
  }

  private show({ sealed, ...row }: ApiKeyRecord): ApiKey {
    const { rest, budget } = splitBudget(row);
    return { ...rest, ...budget, key: this.secrets.open(sealed, row.user_id), DeletedAt: null };
  }
}
