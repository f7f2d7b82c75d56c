import type { Reply } from '@tollgate/client';
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { saveFile } from '../../api/download';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { useQuotaFormat } from '../../parts/money';
import { Page } from '../../parts/page';
import { useKindText } from '../../parts/posting-kinds';
import { Refusal } from '../../parts/refusal';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { Receipt } from './receipt';
import { useLedgerTexts } from './texts';

type Posting = Reply<'get', '/api/ledger/self'>['data']['items'][number];

const ACCOUNTS = ['quota', 'affiliate', 'debt'] as const;

/** Every posting of the user's accounts, newest first. */
export function LedgerPage() {
  const t = useLedgerTexts();
  const filters = useFilters(['account']);
  const account = ACCOUNTS.find((each) => each === filters.values.account) ?? 'quota';
  const columns = useColumns();
  return (
    <Page title={t('title')} hint={t('hint')} actions={<Statement account={account} />}>
      <SegmentedControl
        aria-label={t('account')}
        data={ACCOUNTS.map((value) => ({ value, label: t(value) }))}
        value={account}
        onChange={(value) => filters.set({ account: value === 'quota' ? '' : value })}
        w="fit-content"
      />
      <List
        label={t('title')}
        queryKey={['ledger', 'own']}
        read={async (client, page) =>
          (await client.GET('/api/ledger/self', { params: { query: { ...page, account } } })).data
        }
        columns={columns}
        rowKey={(posting) => posting.id}
        filters={filters}
        empty={<Empty text={t('empty')} />}
      />
    </Page>
  );
}

function useColumns(): Column<Posting>[] {
  const t = useLedgerTexts();
  const kindText = useKindText();
  const format = useQuotaFormat();
  return [
    { title: t('time'), cell: ({ created_at: at }) => <Time at={at} /> },
    { title: t('kind'), cell: ({ kind }) => kindText(kind) },
    { title: t('ref'), cell: (posting) => <Reference posting={posting} /> },
    {
      title: t('amount'),
      cell: ({ amount }) => (amount > 0 ? `+${format(amount)}` : format(amount)),
      isNumber: true,
    },
    { title: t('after'), cell: ({ balance_after: after }) => format(after), isNumber: true },
  ];
}

function Reference({ posting: { kind, ref, memo } }: { readonly posting: Posting }) {
  const t = useLedgerTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {ref}
      </Text>
      {memo && (
        <Text size="xs" c="dimmed">
          {memo}
        </Text>
      )}
      {kind === 'usage' && (
        <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>
          {t('receipt')}
        </Button>
      )}
      {isOpen && <Receipt requestId={ref} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The statement of the last 12 months as a file. */
function Statement({ account }: { readonly account: (typeof ACCOUNTS)[number] }) {
  const t = useLedgerTexts();
  const [error, setError] = useState<unknown>();
  const save = async () => {
    setError(undefined);
    const response = await call((client) =>
      client.download('/api/user/statement', { params: { query: { account, format: 'csv' } } }),
    );
    await saveFile(response, `statement-${account}.csv`);
  };
  return (
    <Group>
      <Button variant="default" onClick={() => void save().catch(setError)}>
        {t('csv')}
      </Button>
      <Refusal error={error} />
    </Group>
  );
}
