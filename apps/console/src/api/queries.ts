import type { Reply } from '@tollgate/client';
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { call } from './call';
import { useUserId } from './session';

/** The facts of the site that a guest may read. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => call(async (client) => (await client.GET('/api/status')).data),
  staleTime: 60_000,
});

/** The signed-in user's account. */
export const selfQuery = queryOptions({
  queryKey: ['self'],
  queryFn: () => call(async (client) => (await client.GET('/api/user/self')).data),
});

export type Self = Reply<'get', '/api/user/self'>['data'];
export type SiteStatus = Reply<'get', '/api/status'>['data'];

/** The site's facts. Pages below the root route may rely on them, because its loader has read them. */
export function useStatus(): SiteStatus {
  return useSuspenseQuery(statusQuery).data;
}

/** The signed-in user, or undefined while it is read. */
export function useSelf(): Self | undefined {
  return useQuery({ ...selfQuery, enabled: useUserId() !== undefined }).data;
}

/** The names of all groups, for administrators. */
export const groupsQuery = queryOptions({
  queryKey: ['groups', 'all'],
  queryFn: () => call(async (client) => (await client.GET('/api/group')).data),
  staleTime: 60_000,
});
