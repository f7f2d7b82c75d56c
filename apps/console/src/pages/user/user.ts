import type { Reply } from '@tollgate/client';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call';

export type User = Reply<'get', '/api/user/{id}'>['data'];

/** The queries that a change of a user makes stale. */
export const USER_CHANGES = [['users']];

/** One user in full. */
export function userQuery(id: number) {
  return queryOptions({
    queryKey: ['users', 'one', id],
    queryFn: () => call(async (client) => (await client.GET('/api/user/{id}', { params: { path: { id } } })).data),
  });
}
