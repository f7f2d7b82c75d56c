import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { SearchUsersRequest, UserId, UserPage, UserRecord } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import type { Count } from '../listing/counts.js';
import { toItem, toRecord } from './user-view.js';
import { buildUserFilter, isNewestFirst } from './user-listing.js';
import { type UserRow, UsersRepository } from './users.repository.js';

/** Reads users for administrators. */
@Injectable()
export class UsersService {
  constructor(private readonly repository: UsersRepository) {}

  /**
   * A page of all users, or of those that pass the filters and contain the keyword. Deleted users are included and marked. A file is in
   * the order of ids, because only that order can be read to its end.
   * @throws AppError INVALID_PARAMETER if a file in another order is asked for
   */
  async list(request: SearchUsersRequest): Promise<UserPage> {
    const { p: page, page_size } = request;
    if (request.format === 'csv' && !isNewestFirst(request)) throw new AppError('INVALID_PARAMETER', { field: 'sort' });
    const { rows, count } = await this.page(request);
    const last = isNewestFirst(request) && rows.length === page_size ? rows.at(-1) : undefined;
    return {
      items: rows.map(toItem),
      total: count.total,
      page,
      page_size,
      total_estimated: count.estimated,
      next_cursor: last ? String(last.id) : null,
    };
  }

  /**
   * Returns one user in full. Root sees all users, other administrators those with a lower role. Deleted users are included because they
   * can be restored.
   * @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS
   */
  async get({ id }: UserId, actor: Identity): Promise<UserRecord> {
    const row = await this.repository.one(id);
    if (!row) throw new AppError('USER_NOT_FOUND');
    if (actor.role !== Role.root && row.role >= actor.role) throw new AppError('TARGET_OUTRANKS');
    return toRecord(row);
  }

  /** Chooses the cheapest query: block counts for the plain list, the search if there is a keyword, otherwise the filters. */
  private async page(request: SearchUsersRequest): Promise<{ rows: UserRow[]; count: Count }> {
    const { p, page_size: size, keyword } = request;
    const byId = isNewestFirst(request);
    const cursor = byId && request.cursor !== undefined ? Number(request.cursor) : undefined;
    if (keyword?.trim()) return this.repository.search(request, cursor);
    const filter = buildUserFilter(request);
    if (filter.conditions.length > 0) {
      const [rows, count] = await Promise.all([
        this.repository.filtered(request, filter, cursor),
        this.repository.count(filter),
      ]);
      return { rows, count };
    }
    const plain = () => {
      if (!byId) return this.repository.filtered(request, filter);
      return cursor === undefined ? this.repository.page((p - 1) * size, size) : this.repository.after(cursor, size);
    };
    const [rows, total] = await Promise.all([plain(), this.repository.total()]);
    return { rows, count: { total, estimated: false } };
  }
}
