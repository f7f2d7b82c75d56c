import { queryOptions } from '@tanstack/react-query';
import { call } from './call';
import { queryClient } from './query-client';
import { statusQuery } from './queries';

/** Every option by its key, as text. Secrets are not read back. Only root may read it. */
export const optionsQuery = queryOptions({
  queryKey: ['options'],
  queryFn: () =>
    call(async (client) => {
      const { data } = await client.GET('/api/option');
      return Object.fromEntries(data.map(({ key, value }) => [key, value])) as Readonly<Record<string, string>>;
    }),
});

/**
 * Saves the options that differ from those in force, one by one, because the server checks each. `force` changes groups although
 * users or keys are in them.
 */
export async function saveOptions(changes: Readonly<Record<string, string>>, force = false): Promise<void> {
  const before = await queryClient.ensureQueryData(optionsQuery);
  try {
    for (const [key, value] of Object.entries(changes)) {
      if (before[key] === value) continue;
      await call((client) => client.PUT('/api/option', { body: { key, value, ...(force ? { force } : {}) } }));
    }
  } finally {
    await queryClient.invalidateQueries({ queryKey: ['options'] });
    await queryClient.invalidateQueries(statusQuery);
  }
}
