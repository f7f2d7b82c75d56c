import type { Reply } from '@tollgate/client';
import { Badge, Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { ChoiceFilter } from '../../parts/choice-filter';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { ReasonDialog } from '../../parts/reason-dialog';
import { SearchField } from '../../parts/search-field';
import { Empty } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import { useOrdersTexts } from './texts';

type Case = Reply<'get', '/api/topup/quarantine'>['data']['items'][number];

/** Reported payments that fit no order, with their evidence. */
export function QuarantineTab() {
  const t = useOrdersTexts();
  const filters = useFilters(['keyword', 'all']);
  const { keyword, all } = filters.values;
  const query = { ...(keyword ? { keyword } : {}), ...(all ? { all: true } : {}) };
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('quarantineWhy')}
      </Text>
      <Group gap="xs" align="flex-end">
        <SearchField name="keyword" label={t('caseSearch')} filters={filters} />
        <ChoiceFilter
          name="all"
          label={t('cases')}
          choices={[
            { value: '', label: t('open') },
            { value: 'true', label: t('withResolved') },
          ]}
          filters={filters}
        />
      </Group>
      <List
        label={t('quarantine')}
        queryKey={['orders', 'quarantine']}
        read={async (client, page) =>
          (await client.GET('/api/topup/quarantine', { params: { query: { ...query, ...page } } })).data
        }
        columns={useColumns()}
        rowKey={({ id }) => id}
        filters={filters}
        empty={<Empty text={t('noCases')} />}
      />
    </Stack>
  );
}

function useColumns(): Column<Case>[] {
  const t = useOrdersTexts();
  return [
    { title: t('time'), cell: ({ created_time: at }) => <Time at={at} /> },
    { title: t('provider'), cell: ({ provider }) => provider },
    { title: t('order'), cell: ({ trade_no: number }) => <span style={{ overflowWrap: 'anywhere' }}>{number}</span> },
    {
      title: t('reason'),
      cell: ({ reason, detail }) => (
        <div>
          {t(`case_${reason}`)}
          {detail && (
            <Text size="xs" c="dimmed">
              {detail}
            </Text>
          )}
        </div>
      ),
    },
    { title: t('actions'), cell: (row) => <CaseActions row={row} /> },
  ];
}

function CaseActions({ row }: { readonly row: Case }) {
  const t = useOrdersTexts();
  const [open, setOpen] = useState<'evidence' | 'resolve'>();
  const { id, resolved_time: resolved } = row;
  const close = () => setOpen(undefined);
  const resolve = useWrite(
    (client, note: string) => client.POST('/api/topup/quarantine/resolve', { body: { id, note } }),
    { changes: [['orders']] },
  );
  return (
    <Group gap={4} justify="flex-end">
      <Button size="xs" variant="subtle" onClick={() => setOpen('evidence')}>
        {t('evidence')}
      </Button>
      {resolved === 0 ? (
        <Button size="xs" variant="subtle" onClick={() => setOpen('resolve')}>
          {t('resolve')}
        </Button>
      ) : (
        <Badge variant="light" color="gray">
          {t('resolved')}
        </Badge>
      )}
      {open === 'evidence' && <Evidence row={row} onClose={close} />}
      {open === 'resolve' && (
        <ReasonDialog
          title={t('resolveTitle', { id })}
          text={t('resolveText')}
          action={t('resolve')}
          isRequired
          onConfirm={resolve.run}
          onClose={close}
        />
      )}
    </Group>
  );
}

/** What the provider sent, and how the case was resolved. */
function Evidence({ row, onClose }: { readonly row: Case; readonly onClose: () => void }) {
  const t = useOrdersTexts();
  const parts = usePartTexts();
  const { id, type, event_id: event, body, note, resolved_time: resolved } = row;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('evidenceTitle', { id, type })}
      closeButtonProps={{ 'aria-label': parts('close') }}
    >
      <Stack>
        <Text size="sm">{t('event', { id: event })}</Text>
        <Code block>{body}</Code>
        {resolved !== 0 && (
          <Text size="sm">
            {t('resolved')} <Time at={resolved} /> {note}
          </Text>
        )}
      </Stack>
    </Modal>
  );
}
