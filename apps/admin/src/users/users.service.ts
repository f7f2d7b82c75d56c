import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { SearchUsersRequest, UserId, UserPage, UserRecord } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { toItem, toRecord } from './user-view.js';
import { filterOf, isNewestFirst } from './user-listing.js';
import { type UserRow, UsersRepository } from './users.repository.js';

/** What administrators see of users. */
@Injectable()
export class UsersService {
  constructor(private readonly repository: UsersRepository) {}

  /** A page of all users, or of those that pass filters and hold a keyword. Deleted ones are among them, marked. */
  async list(request: SearchUsersRequest): Promise<UserPage> {
    const filter = filterOf(request);
    const { p: page, page_size } = request;
    const cursor = request.cursor === undefined ? undefined : Number(request.cursor);
    const isPlain = filter.conditions.length === 0;
    const [rows, { total, estimated }] = await Promise.all([
      this.rows(request, isPlain, cursor),
      isPlain ? this.repository.total().then((n) => ({ total: n, estimated: false })) : this.repository.count(filter),
    ]);
    const last = isNewestFirst(request) && rows.length === page_size ? rows.at(-1) : undefined;
    return {
      items: rows.map(toItem),
      total,
      page,
      page_size,
      total_estimated: estimated,
      next_cursor: last ? String(last.id) : null,
    };
  }

  /**
   * One user in full: for root anybody, for others those of lower rank. Deleted ones too: they can be restored.
   * @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS
   */
  async get({ id }: UserId, actor: Identity): Promise<UserRecord> {
    const row = await this.repository.one(id);
    if (!row) throw new AppError('USER_NOT_FOUND');
    if (actor.role !== Role.root && row.role >= actor.role) throw new AppError('TARGET_OUTRANKS');
    return toRecord(row);
  }

  private rows(request: SearchUsersRequest, isPlain: boolean, cursor: number | undefined): Promise<UserRow[]> {
    const { p, page_size: size } = request;
    const byId = isNewestFirst(request);
    if (isPlain && byId && cursor !== undefined) return this.repository.after(cursor, size);
    if (isPlain && byId) return this.repository.page((p - 1) * size, size);
    return this.repository.filtered(request, filterOf(request), byId ? cursor : undefined);
  }
}
