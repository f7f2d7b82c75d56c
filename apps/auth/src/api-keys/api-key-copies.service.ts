import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type {
  ApiKeyPage,
  ApiKeySecret,
  ApiKeySecrets,
  ApiKeysToCopy,
  AutoGroupChoice,
  SearchApiKeysPage,
} from '@tollgate/contracts/auth/api-keys';
import { Options } from '@tollgate/options';
import { takeUntilReplyFull } from '@tollgate/platform/rpc';
import { GroupsService } from '../groups/groups.service.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeyViews } from './api-key-views.js';
import { KeyPattern } from './key-pattern.js';
import { KeySecrets } from './key-secrets.js';

/** The operations on API keys that only clients of 2026 use: keys to copy, a search by pages, and the groups of `auto`. */
@Injectable()
export class ApiKeyCopiesService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly secrets: KeySecrets,
    private readonly views: ApiKeyViews,
    private readonly groups: GroupsService,
    private readonly options: Options,
  ) {}

  /** @throws AppError API_KEY_NOT_FOUND, also for the key of another user */
  async copy(id: number, { userId }: Identity): Promise<ApiKeySecret> {
    const row = await this.keys.getOwn(userId, id);
    if (!row) throw new AppError('API_KEY_NOT_FOUND');
    return { key: this.secrets.open(row.sealed, userId) };
  }

  /** @throws AppError INVALID_PARAMETER for an empty list */
  async copyMany({ ids }: ApiKeysToCopy, { userId }: Identity): Promise<ApiKeySecrets> {
    if (ids.length === 0) throw new AppError('INVALID_PARAMETER', { field: 'ids' });
    const rows = await this.keys.some(userId, ids);
    return { keys: Object.fromEntries(rows.map((row) => [String(row.id), this.secrets.open(row.sealed, userId)])) };
  }

  /**
   * A page of the keys whose name and key match. Keys are sealed, so the key is compared after opening.
   * @throws AppError SEARCH_PATTERN_REFUSED
   */
  async search(request: SearchApiKeysPage, { userId }: Identity, caller: Caller): Promise<ApiKeyPage> {
    const { p, page_size, keyword = '', token = '' } = request;
    const key = token.trim() === '' ? undefined : new KeyPattern(token.trim().replace(/^sk-/, ''));
    const rows = await this.keys.matching(userId, keyword.trim() === '' ? '%' : new KeyPattern(keyword.trim()).like);
    const found = key ? rows.filter((row) => key.matches(this.secrets.open(row.sealed, userId))) : rows;
    const page = found.slice((p - 1) * page_size, p * page_size).map((row) => this.views.show(row, caller));
    return { items: takeUntilReplyFull(page), total: found.length, page: p, page_size };
  }

  autoGroups({ group }: Identity): AutoGroupChoice {
    return { groups: this.groups.getAutoGroups(group), max_count: this.options.get('MaxTokenAutoGroups') };
  }
}
