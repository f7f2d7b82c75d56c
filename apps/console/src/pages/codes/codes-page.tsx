import type { TollgateClient } from '@tollgate/client';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { ChoiceFilter } from '../../parts/choice-filter';
import { Confirm } from '../../parts/confirm';
import { CopyButton } from '../../parts/copy-button';
import { useFilters } from '../../parts/filters';
import { TextLink } from '../../parts/link';
import { type Column, List, type ListPage } from '../../parts/list';
import { Page } from '../../parts/page';
import { Quota } from '../../parts/quota';
import { SearchField } from '../../parts/search-field';
import { Empty } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import type { RedemptionCode } from './code';
import { CodeActions } from './code-actions';
import { CodeForm } from './code-form';
import { CodeState } from './code-state';
import { type Made, MadeCodes } from './made-codes';
import { useCodesTexts } from './texts';

const STATES = ['1', '2', '3', 'expired'] as const;

/** The redemption codes, for administrators. */
export function CodesPage() {
  const t = useCodesTexts();
  const filters = useFilters(['keyword', 'status']);
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const make = <Button onClick={() => setMaking(true)}>{t('make')}</Button>;
  const stateText = (state: (typeof STATES)[number]) => t(state === 'expired' ? 'state_expired' : `state${state}`);
  return (
    <Page title={t('title')} hint={t('hint')} actions={make}>
      {made && <MadeCodes made={made} onClose={() => setMade(undefined)} />}
      <Group gap="xs" align="flex-end">
        <SearchField name="keyword" label={t('search')} filters={filters} />
        <ChoiceFilter
          name="status"
          label={t('state')}
          choices={[{ value: '', label: t('all') }, ...STATES.map((value) => ({ value, label: stateText(value) }))]}
          filters={filters}
        />
        <Clear />
      </Group>
      <List
        label={t('title')}
        queryKey={['codes']}
        read={(client, page) => readCodes(client, page, filters.values)}
        columns={useColumns()}
        rowKey={({ id }) => id}
        filters={filters}
        empty={<Empty text={t('empty')}>{make}</Empty>}
      />
      {isMaking && <CodeForm onMade={setMade} onClose={() => setMaking(false)} />}
    </Page>
  );
}

async function readCodes(
  client: TollgateClient,
  page: { p: number; page_size: number },
  values: { readonly keyword: string; readonly status: string },
): Promise<ListPage<RedemptionCode>> {
  const status = STATES.find((each) => each === values.status);
  const query = { ...page, ...(status ? { status } : {}) };
  if (!values.keyword) return (await client.GET('/api/redemption', { params: { query } })).data;
  const { keyword } = values;
  return (await client.GET('/api/redemption/search', { params: { query: { ...query, keyword } } })).data;
}

function useColumns(): Column<RedemptionCode>[] {
  const t = useCodesTexts();
  const parts = usePartTexts();
  return [
    { title: t('name'), cell: ({ name }) => name },
    {
      title: t('code'),
      cell: ({ key, name }) => (
        <Group gap="xs">
          <code>{key}</code>
          <CopyButton value={key} label={t('copyCode', { name })} isSmall />
        </Group>
      ),
    },
    { title: t('value'), cell: ({ quota }) => <Quota value={quota} />, isNumber: true },
    { title: t('state'), cell: (code) => <CodeState code={code} /> },
    { title: t('made'), cell: ({ created_time: at }) => <Time at={at} /> },
    { title: t('expires'), cell: ({ expired_time: at }) => (at === 0 ? parts('never') : <Time at={at} />) },
    { title: t('usedBy'), cell: (code) => <Redeemed code={code} /> },
    { title: t('actions'), cell: (code) => <CodeActions code={code} /> },
  ];
}

function Redeemed({ code: { used_user_id: userId, redeemed_time: at } }: { readonly code: RedemptionCode }) {
  if (userId === 0) return null;
  return (
    <div>
      <TextLink to="/console/user/$id" params={{ id: String(userId) }}>
        {userId}
      </TextLink>{' '}
      <Time at={at} />
    </div>
  );
}

/** Deletes the codes that cannot be redeemed. */
function Clear() {
  const t = useCodesTexts();
  const [isOpen, setOpen] = useState(false);
  const clear = useWrite((client) => client.DELETE('/api/redemption/invalid'), { changes: [['codes']] });
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('clear')}
      </Button>
      {isOpen && (
        <Confirm
          title={t('clear')}
          text={t('clearText')}
          action={t('delete')}
          onConfirm={clear.run}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
