import type { Reply } from '@tollgate/client';
import { Text } from '@mantine/core';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { useKindText } from '../../parts/posting-kinds';
import { Quota } from '../../parts/quota';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { useUserTexts } from './texts';

type Posting = Reply<'get', '/api/ledger'>['data']['items'][number];

/** Every posting of the user's balance, newest first. */
export function LedgerTab({ userId }: { readonly userId: number }) {
  const t = useUserTexts();
  const filters = useFilters([]);
  return (
    <List
      label={t('ledger')}
      queryKey={['ledger', 'of', userId]}
      read={async (client, page) =>
        (await client.GET('/api/ledger', { params: { query: { ...page, user_id: userId } } })).data
      }
      columns={useColumns()}
      rowKey={(posting) => posting.id}
      filters={filters}
      empty={<Empty text={t('ledgerEmpty')} />}
    />
  );
}

function useColumns(): Column<Posting>[] {
  const t = useUserTexts();
  const kindText = useKindText();
  return [
    { title: t('time'), cell: ({ created_at: at }) => <Time at={at} /> },
    { title: t('kind'), cell: ({ kind }) => kindText(kind) },
    { title: t('ref'), cell: (posting) => <Reference posting={posting} /> },
    { title: t('by'), cell: ({ actor_id: actor }) => actor ?? '', isNumber: true },
    { title: t('change'), cell: ({ amount }) => <Quota value={amount} isChange />, isNumber: true },
    { title: t('after'), cell: ({ balance_after: after }) => <Quota value={after} />, isNumber: true },
  ];
}

function Reference({ posting: { ref, memo } }: { readonly posting: Posting }) {
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      {ref}
      {memo && (
        <Text size="xs" c="dimmed">
          {memo}
        </Text>
      )}
    </div>
  );
}
