import type { Reply } from '@tollgate/client';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { useEventText } from '../../parts/security-events';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { useUserTexts } from './texts';

type Line = Reply<'get', '/api/user/{user_id}/security_log'>['data']['items'][number];

/** What happened to the security of the user's account. */
export function LogTab({ userId }: { readonly userId: number }) {
  const t = useUserTexts();
  const eventText = useEventText();
  const filters = useFilters([]);
  const columns: Column<Line>[] = [
    { title: t('time'), cell: ({ created_at: at }) => <Time at={at} /> },
    { title: t('what'), cell: ({ action }) => eventText(action) },
    { title: t('address'), cell: ({ ip }) => ip },
    { title: t('by'), cell: ({ actor_id: actor }) => actor || '', isNumber: true },
  ];
  return (
    <List
      label={t('log')}
      queryKey={['users', 'security-log', userId]}
      read={async (client, query) => {
        const params = { path: { user_id: userId }, query };
        return (await client.GET('/api/user/{user_id}/security_log', { params })).data;
      }}
      columns={columns}
      rowKey={(line) => line.id}
      filters={filters}
      empty={<Empty text={t('logEmpty')} />}
    />
  );
}
