import { Badge, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { readKey } from '../../api/keys';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { CopyLater } from '../../parts/copy-later';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { useQuotaFormat } from '../../parts/money';
import { Page } from '../../parts/page';
import { Refusal } from '../../parts/refusal';
import { Empty } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import { Budget } from './budget';
import { type ApiKey, KeyForm } from './key-form';
import { useApiKeyTexts } from './texts';

const ACTIVE = 1;
const DISABLED = 2;
const COLORS: Readonly<Record<number, string>> = { 1: 'green', 2: 'gray', 3: 'yellow', 4: 'red' };
const CHANGES = [['keys']];

/** The user's API keys. */
export function ApiKeysPage() {
  const t = useApiKeyTexts();
  const filters = useFilters([]);
  const columns = useColumns();
  const [isCreating, setCreating] = useState(false);
  const create = <Button onClick={() => setCreating(true)}>{t('create')}</Button>;
  return (
    <Page title={t('title')} hint={t('hint')} actions={create}>
      <List
        label={t('title')}
        queryKey={['keys', 'list']}
        read={async (client, query) => (await client.GET('/api/token', { params: { query } })).data}
        columns={columns}
        rowKey={(key) => key.id}
        filters={filters}
        empty={<Empty text={t('empty')}>{create}</Empty>}
      />
      {isCreating && <KeyForm onClose={() => setCreating(false)} />}
    </Page>
  );
}

function useColumns(): Column<ApiKey>[] {
  const t = useApiKeyTexts();
  const parts = usePartTexts();
  const format = useQuotaFormat();
  return [
    { title: t('name'), cell: (key) => key.name || String(key.id) },
    { title: t('state'), cell: (key) => <State status={key.status} /> },
    { title: t('used'), cell: (key) => format(key.used_quota), isNumber: true },
    {
      title: t('left'),
      cell: (key) => (key.unlimited_quota ? parts('unlimited') : format(key.remain_quota)),
      isNumber: true,
    },
    { title: t('budget'), cell: (key) => <Budget apiKey={key} /> },
    {
      title: t('expires'),
      cell: (key) => (key.expired_time === -1 ? parts('never') : <Time at={key.expired_time} />),
    },
    { title: t('lastUse'), cell: (key) => <Time at={key.accessed_time} /> },
    { title: t('actions'), cell: (key) => <Actions apiKey={key} /> },
  ];
}

function State({ status }: { readonly status: number }) {
  const t = useApiKeyTexts();
  const known = ([1, 2, 3, 4] as const).find((each) => each === status) ?? DISABLED;
  return (
    <Badge variant="light" color={COLORS[known]}>
      {t(`state${known}`)}
    </Badge>
  );
}

function Actions({ apiKey }: { readonly apiKey: ApiKey }) {
  const t = useApiKeyTexts();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const { id, name, status } = apiKey;
  const close = () => setOpen(undefined);
  const toggle = useWrite(
    (client, next: number) =>
      client.PUT('/api/token', { params: { query: { status_only: 'true' } }, body: { id, status: next } }),
    { changes: CHANGES },
  );
  const remove = useWrite((client) => client.DELETE('/api/token/{id}', { params: { path: { id } } }), {
    changes: CHANGES,
  });
  return (
    <Group gap={4} justify="flex-end">
      <CopyLater read={() => readKey(id)} label={t('copyKey')} />
      <Button size="xs" variant="subtle" onClick={() => setOpen('edit')}>
        {t('editShort')}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        loading={toggle.isBusy}
        onClick={() => void toggle.run(status === ACTIVE ? DISABLED : ACTIVE).catch(() => undefined)}
      >
        {t(status === ACTIVE ? 'disable' : 'enable')}
      </Button>
      <Button size="xs" variant="subtle" color="red" onClick={() => setOpen('delete')}>
        {t('delete')}
      </Button>
      <Refusal error={toggle.error} />
      {open === 'edit' && <KeyForm apiKey={apiKey} onClose={close} />}
      {open === 'delete' && (
        <Confirm
          title={t('deleteTitle', { name })}
          text={t('deleteText')}
          action={t('delete')}
          name={name || undefined}
          onConfirm={remove.run}
          onClose={close}
        />
      )}
    </Group>
  );
}
