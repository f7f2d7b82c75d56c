import type { paths } from '@tollgate/client';
import type { Filters } from './filters';
import { TextLink } from './link';
import { type Column, List } from './list';
import { OrderActions } from './order-actions';
import { type Order, OrderState } from './order-state';
import { useOrderTexts } from './order-texts';
import { Quota } from './quota';
import { Empty } from './states';
import { Time } from './time';

export type OrderQuery = NonNullable<paths['/api/user/topup']['get']['parameters']['query']>;

interface OrderListProps {
  readonly filters: Filters<string>;
  /** Which orders, besides the page. */
  readonly query: OrderQuery;
}

/** Orders of all users or of one, for administrators. */
export function OrderList({ filters, query }: OrderListProps) {
  const t = useOrderTexts();
  return (
    <List
      label={t('orders')}
      queryKey={['orders', 'list', query]}
      read={async (client, page) =>
        (await client.GET('/api/user/topup', { params: { query: { ...query, ...page } } })).data
      }
      columns={useColumns()}
      rowKey={({ id }) => id}
      filters={filters}
      empty={<Empty text={t('empty')} />}
    />
  );
}

function useColumns(): Column<Order>[] {
  const t = useOrderTexts();
  return [
    { title: t('time'), cell: ({ create_time: at }) => <Time at={at} /> },
    { title: t('number'), cell: ({ trade_no: number }) => <span style={{ overflowWrap: 'anywhere' }}>{number}</span> },
    { title: t('user'), cell: (order) => <Buyer order={order} /> },
    { title: t('provider'), cell: ({ provider, payment_method: method }) => `${provider} ${method}` },
    { title: t('paid'), cell: ({ money, currency }) => `${money.toFixed(2)} ${currency}`, isNumber: true },
    { title: t('credit'), cell: ({ credit_quota: quota }) => <Quota value={quota} />, isNumber: true },
    { title: t('state'), cell: (order) => <OrderState order={order} /> },
    { title: t('actions'), cell: (order) => <OrderActions order={order} /> },
  ];
}

function Buyer({ order: { user_id: id, username } }: { readonly order: Order }) {
  const t = useOrderTexts();
  if (!username) return t('userGone', { id });
  return (
    <TextLink to="/console/user/$id" params={{ id: String(id) }}>
      {username}
    </TextLink>
  );
}
