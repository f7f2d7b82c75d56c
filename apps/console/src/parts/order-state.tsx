import type { Reply } from '@tollgate/client';
import { Badge, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { RefusedCallbacks } from './refused-callbacks';
import { useOrderTexts } from './order-texts';
import { Time } from './time';

export type Order = Reply<'get', '/api/user/topup'>['data']['items'][number];

const COLORS: Readonly<Record<Order['status'], string>> = {
  pending: 'yellow',
  unknown: 'yellow',
  success: 'green',
  failed: 'red',
  expired: 'gray',
  refunded: 'gray',
};

/** The state of an order, why it is stuck, and the callbacks that were refused. */
export function OrderState({ order }: { readonly order: Order }) {
  const t = useOrderTexts();
  const [isOpen, setOpen] = useState(false);
  const { status, stuck_reason: stuck, refused_callbacks: refused, next_check_time: next, trade_no: number } = order;
  return (
    <div>
      <Badge variant="light" color={COLORS[status]}>
        {t(status)}
      </Badge>
      {stuck && <Text size="xs">{t('stuck', { reason: stuck })}</Text>}
      {status === 'pending' && next !== 0 && (
        <Text size="xs" c="dimmed">
          {t('nextCheck')} <Time at={next} />
        </Text>
      )}
      {order.reversed_money !== 0 && (
        <Text size="xs" c="dimmed">
          {t('reversed', { money: `${order.reversed_money.toFixed(2)} ${order.currency}` })}
        </Text>
      )}
      {refused !== 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => setOpen(true)}>
          {t('refused', { count: refused })}
        </Button>
      )}
      {isOpen && <RefusedCallbacks orderNumber={number} onClose={() => setOpen(false)} />}
    </div>
  );
}
