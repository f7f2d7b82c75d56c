import type { Reply } from '@tollgate/client';
import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { Refusal } from '../../parts/refusal';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { useUserTexts } from './texts';

type Session = Reply<'get', '/api/user/{user_id}/sessions'>['data'][number];

/** Where the user is signed in. */
export function SessionsTab({ userId }: { readonly userId: number }) {
  const t = useUserTexts();
  const filters = useFilters([]);
  const [isEnding, setEnding] = useState(false);
  const path = { user_id: userId };
  const changes = [['users', 'sessions']];
  const end = useWrite(
    (client, id: number) => client.DELETE('/api/user/{user_id}/sessions/{id}', { params: { path: { ...path, id } } }),
    { changes },
  );
  const endAll = useWrite((client) => client.DELETE('/api/user/{user_id}/sessions', { params: { path } }), { changes });
  const columns: Column<Session>[] = [
    { title: t('device'), cell: ({ device, user_agent: agent }) => <span title={agent}>{device || agent}</span> },
    { title: t('method'), cell: ({ method }) => method },
    { title: t('address'), cell: ({ ip }) => ip },
    { title: t('lastUse'), cell: ({ last_used_at: at }) => <Time at={at} /> },
    {
      title: t('end'),
      cell: ({ id }) => (
        <Button size="xs" variant="subtle" color="red" onClick={() => void end.run(id).catch(() => undefined)}>
          {t('end')}
        </Button>
      ),
    },
  ];
  return (
    <Stack align="stretch">
      <Refusal error={end.error} />
      <List
        label={t('sessions')}
        queryKey={['users', 'sessions', userId]}
        read={async (client, { p, page_size: size }) => {
          const all = (await client.GET('/api/user/{user_id}/sessions', { params: { path } })).data;
          return { items: all.slice((p - 1) * size, p * size), total: all.length };
        }}
        columns={columns}
        rowKey={({ id }) => id}
        filters={filters}
        empty={<Empty text={t('noSessions')} />}
      />
      <Button variant="default" w="fit-content" onClick={() => setEnding(true)}>
        {t('endAll')}
      </Button>
      {isEnding && (
        <Confirm
          title={t('endAll')}
          text={t('endAllText')}
          action={t('endAll')}
          onConfirm={endAll.run}
          onClose={() => setEnding(false)}
        />
      )}
    </Stack>
  );
}
