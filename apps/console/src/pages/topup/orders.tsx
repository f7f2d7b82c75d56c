import type { Reply } from '@tollgate/client';
import { Badge, Text } from '@mantine/core';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { useTopupTexts } from './texts';

type Order = Reply<'get', '/api/user/topup/self'>['data']['items'][number];

const COLORS: Readonly<Record<Order['status'], string>> = {
  pending: 'yellow',
  unknown: 'yellow',
  success: 'green',
  failed: 'red',
  expired: 'gray',
  refunded: 'gray',
};

/** The user's orders, each with its state, the reason and the next step. */
export function Orders() {
  const t = useTopupTexts();
  const filters = useFilters([]);
  const columns: Column<Order>[] = [
    { title: t('time'), cell: (order) => <Time at={order.create_time} /> },
    { title: t('number'), cell: (order) => <Text size="sm">{order.trade_no}</Text> },
    { title: t('received'), cell: (order) => order.amount.toLocaleString(), isNumber: true },
    { title: t('paid'), cell: (order) => order.money.toFixed(2), isNumber: true },
    { title: t('state'), cell: (order) => <State status={order.status} /> },
  ];
  return (
    <List
      label={t('orders')}
      queryKey={['orders', 'own']}
      read={async (client, query) => (await client.GET('/api/user/topup/self', { params: { query } })).data}
      columns={columns}
      rowKey={(order) => order.id}
      filters={filters}
      empty={<Empty text={t('noOrders')} />}
    />
  );
}

function State({ status }: Pick<Order, 'status'>) {
  const t = useTopupTexts();
  return (
    <div>
      <Badge variant="light" color={COLORS[status]}>
        {t(status)}
      </Badge>
      <Text size="xs" c="dimmed">
        {t(`${status}Why`)}
      </Text>
    </div>
  );
}
