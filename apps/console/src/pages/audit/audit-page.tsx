import type { Reply } from '@tollgate/client';
import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type Filters, useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { Page } from '../../parts/page';
import { Period } from '../../parts/period';
import { toSeconds } from '../../parts/period-seconds';
import { SearchField } from '../../parts/search-field';
import { Empty } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import { SealCheck } from './seal-check';
import { useAuditTexts } from './texts';

type Entry = Reply<'get', '/api/audit'>['data']['items'][number];
type Name = 'from' | 'to' | 'username' | 'action' | 'target_type' | 'target_id';

const NAMES: readonly Name[] = ['from', 'to', 'username', 'action', 'target_type', 'target_id'];

/** The audit trail, for root. */
export function AuditPage() {
  const t = useAuditTexts();
  const filters = useFilters(NAMES);
  const { from, to, ...texts } = filters.values;
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''));
  const query = { ...given, ...toSeconds({ from, to }) };
  return (
    <Page title={t('title')} hint={t('hint')}>
      <SealCheck />
      <FilterBar filters={filters} />
      <List
        label={t('title')}
        queryKey={['audit', 'list']}
        read={async (client, page) =>
          (await client.GET('/api/audit', { params: { query: { ...query, ...page } } })).data
        }
        columns={useColumns()}
        rowKey={({ id }) => id}
        filters={filters}
        empty={<Empty text={t('empty')} />}
      />
    </Page>
  );
}

function FilterBar({ filters }: { readonly filters: Filters<Name> }) {
  const t = useAuditTexts();
  return (
    <Group gap="xs" align="flex-end">
      <Period filters={filters} />
      <SearchField name="username" label={t('username')} filters={filters} />
      <SearchField name="action" label={t('action')} filters={filters} />
      <SearchField name="target_type" label={t('targetType')} filters={filters} />
      <SearchField name="target_id" label={t('targetId')} filters={filters} />
    </Group>
  );
}

function useColumns(): Column<Entry>[] {
  const t = useAuditTexts();
  return [
    { title: t('time'), cell: ({ created_at: at }) => <Time at={at} /> },
    { title: t('username'), cell: ({ actor }) => actor },
    { title: t('what'), cell: ({ action }) => <code>{action}</code> },
    { title: t('target'), cell: ({ target_type: type, target_id: id }) => `${type} ${id}` },
    { title: t('reason'), cell: ({ reason, erased }) => (erased ? t('erased') : reason) },
    { title: t('address'), cell: ({ ip }) => ip },
    { title: t('details'), cell: (entry) => <Details entry={entry} /> },
  ];
}

/** What an event changed. */
function Details({ entry }: { readonly entry: Entry }) {
  const t = useAuditTexts();
  const parts = usePartTexts();
  const [isOpen, setOpen] = useState(false);
  const { action, before, after, request_id: request } = entry;
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setOpen(true)}>
        {t('details')}
      </Button>
      {isOpen && (
        <Modal
          opened
          onClose={() => setOpen(false)}
          title={action}
          size="lg"
          closeButtonProps={{ 'aria-label': parts('close') }}
        >
          <Stack>
            <Text size="sm">{t('request', { id: request })}</Text>
            <Text size="sm">{t('before')}</Text>
            <Code block>{JSON.stringify(before ?? null, null, 2)}</Code>
            <Text size="sm">{t('after')}</Text>
            <Code block>{JSON.stringify(after ?? null, null, 2)}</Code>
          </Stack>
        </Modal>
      )}
    </>
  );
}
