import { Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { ChoiceFilter } from '../../parts/choice-filter';
import { useFilters } from '../../parts/filters';
import { OrderList, type OrderQuery } from '../../parts/order-list';
import { Period } from '../../parts/period';
import { toSeconds } from '../../parts/period-seconds';
import { SearchField } from '../../parts/search-field';
import { Read } from '../../parts/states';
import { useOrdersTexts } from './texts';

type Name = 'keyword' | 'status' | 'username' | 'from' | 'to';

const NAMES: readonly Name[] = ['keyword', 'status', 'username', 'from', 'to'];
const STATES = ['pending', 'unknown', 'success', 'failed', 'expired', 'refunded'] as const;

/** All orders, with filters and the totals of what they select. */
export function OrdersTab() {
  const t = useOrdersTexts();
  const filters = useFilters(NAMES);
  const query = toQuery(filters.values);
  return (
    <Stack>
      <Group gap="xs" align="flex-end">
        <SearchField name="keyword" label={t('search')} filters={filters} />
        <SearchField name="username" label={t('username')} filters={filters} />
        <ChoiceFilter
          name="status"
          label={t('state')}
          choices={[
            { value: '', label: t('all') },
            ...(['stuck', ...STATES] as const).map((value) => ({ value, label: t(`only_${value}`) })),
          ]}
          filters={filters}
        />
        <Period filters={filters} />
      </Group>
      <OrderList filters={filters} query={query} />
      <Totals query={query} />
    </Stack>
  );
}

function toQuery({ keyword, status, username, ...period }: Readonly<Record<Name, string>>): OrderQuery {
  const known = STATES.find((each) => each === status);
  return {
    ...toSeconds(period),
    ...(keyword ? { keyword } : {}),
    ...(username ? { username } : {}),
    ...(known ? { status: known } : {}),
    ...(status === 'stuck' ? { stuck: true } : {}),
  };
}

function Totals({ query }: { readonly query: OrderQuery }) {
  const t = useOrdersTexts();
  const totals = useQuery({
    queryKey: ['orders', 'totals', query],
    queryFn: () =>
      call(async (client) => {
        const params = { query: { ...query, p: 1, page_size: 1 } };
        return (await client.GET('/api/user/topup', { params })).data.totals;
      }),
  });
  return (
    <Read query={totals}>
      {(rows) =>
        rows.length === 0 ? null : (
          <section>
            <Text fw={600} mb="xs">
              {t('totals')}
            </Text>
            <Table aria-label={t('totals')} className="cards-when-narrow">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('currency')}</Table.Th>
                  <Table.Th ta="right">{t('count')}</Table.Th>
                  <Table.Th ta="right">{t('paidCount')}</Table.Th>
                  <Table.Th ta="right">{t('paid')}</Table.Th>
                  <Table.Th ta="right">{t('returned')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Table.Tr key={row.currency}>
                    <Table.Td data-title={t('currency')}>{row.currency}</Table.Td>
                    <Table.Td data-title={t('count')} className="number">
                      {row.orders}
                    </Table.Td>
                    <Table.Td data-title={t('paidCount')} className="number">
                      {row.paid_orders}
                    </Table.Td>
                    <Table.Td data-title={t('paid')} className="number">
                      {row.paid_money.toFixed(2)}
                    </Table.Td>
                    <Table.Td data-title={t('returned')} className="number">
                      {row.reversed_money.toFixed(2)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        )
      }
    </Read>
  );
}
