import type { Reply } from '@tollgate/client';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { useEventText } from '../../parts/security-events';
import { useSecurityTexts } from './texts';

type Line = Reply<'get', '/api/user/security_log'>['data']['items'][number];

/** The security events of the account. */
export function SecurityLog() {
  const t = useSecurityTexts();
  const eventText = useEventText();
  const filters = useFilters([]);
  const columns: Column<Line>[] = [
    { title: t('time'), cell: ({ created_at: at }) => <Time at={at} /> },
    { title: t('what'), cell: ({ action }) => eventText(action) },
    { title: t('address'), cell: ({ ip }) => ip },
  ];
  return (
    <List
      label={t('log')}
      queryKey={['security-log']}
      read={async (client, query) => (await client.GET('/api/user/security_log', { params: { query } })).data}
      columns={columns}
      rowKey={(line) => line.id}
      filters={filters}
      empty={<Empty text={t('logEmpty')} />}
    />
  );
}
