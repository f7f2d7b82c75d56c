import { queryOptions } from '@tanstack/react-query';
import { call } from './call';

/** The newest API keys, for choices. */
export const recentKeysQuery = queryOptions({
  queryKey: ['keys', 'recent'],
  queryFn: () =>
    call(async (client) => (await client.GET('/api/token', { params: { query: { p: 1, page_size: 50 } } })).data.items),
});

/** The full text of a key. It is read for copying only. */
export async function readKey(id: number): Promise<string> {
  const { data } = await call((client) => client.POST('/api/token/{id}/key', { params: { path: { id } } }));
  return data.key.startsWith('sk-') ? data.key : `sk-${data.key}`;
}
