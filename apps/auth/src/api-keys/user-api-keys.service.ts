import { Injectable } from '@nestjs/common';
import { lockLowerTarget } from '@tollgate/account-rules';
import { Records } from '@tollgate/audit-log';
import { AppError, type Identity, Nothing } from '@tollgate/contracts';
import type {
  DisableUserApiKey,
  UserApiKey,
  UserApiKeyId,
  UserApiKeyPage,
  UserApiKeysRequest,
} from '@tollgate/contracts/auth/user-api-keys';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import { type ApiKeyRecord, ApiKeysRepository } from './api-keys.repository.js';

type Context = RequestContext<Identity>;
const DISABLED = 2;

/** Administration of the API keys of lower users. Every operation is audited; none shows a key. */
@Injectable()
export class UserApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly records: Records,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS, PERMISSION_DENIED, PERMISSION_MISSING */
  async list({ user_id, p, page_size }: UserApiKeysRequest, context: Context): Promise<UserApiKeyPage> {
    await this.uow.run(async (tx) => {
      await lockLowerTarget(tx, context.identity, user_id, 'TARGET_OUTRANKS');
      await this.record(tx, context, { action: 'api_key.list', user_id });
    });
    const { rows, total, size } = await this.keys.pageThatFits(user_id, p, page_size);
    return { items: rows.map(toMetadata), total, page: p, page_size: size };
  }

  /** @throws AppError API_KEY_NOT_FOUND and those of `list` */
  async disable({ user_id, id, reason }: DisableUserApiKey, context: Context): Promise<UserApiKey> {
    return this.uow.run(async (tx) => {
      await lockLowerTarget(tx, context.identity, user_id, 'TARGET_OUTRANKS');
      const before = await this.find(tx, user_id, id);
      await this.keys.update(tx, user_id, id, { status: DISABLED });
      const { name } = before;
      const change = { before: { status: before.status }, after: { id, name, status: DISABLED } };
      await this.record(tx, context, { action: 'api_key.disable', user_id, reason, ...change });
      return toMetadata(await this.find(tx, user_id, id));
    });
  }

  /** @throws AppError API_KEY_NOT_FOUND and those of `list` */
  async delete({ user_id, id, reason }: UserApiKeyId, context: Context): Promise<Nothing> {
    return this.uow.run(async (tx) => {
      await lockLowerTarget(tx, context.identity, user_id, 'TARGET_OUTRANKS');
      const { name } = await this.find(tx, user_id, id);
      await this.keys.delete(user_id, [id], tx);
      await this.record(tx, context, { action: 'api_key.delete', user_id, reason, before: { id, name } });
      return new Nothing();
    });
  }

  private async find(tx: Tx, userId: number, id: number): Promise<ApiKeyRecord> {
    const key = await this.keys.get(tx, userId, id);
    if (!key) throw new AppError('API_KEY_NOT_FOUND');
    return key;
  }

  private async record(
    tx: Tx,
    { identity, caller }: Context,
    event: { action: `api_key.${string}`; user_id: number; reason?: string; before?: object; after?: object },
  ): Promise<void> {
    const { user_id, ...entry } = event;
    await this.records.audit(tx, { ...entry, actor: identity, target: { type: 'user', id: user_id }, caller });
  }
}

/** All but the key, and but the fields that only its user's client reads. */
function toMetadata({ sealed: _, cross_group_retry: __, auto_groups: ___, ...key }: ApiKeyRecord): UserApiKey {
  return key;
}
