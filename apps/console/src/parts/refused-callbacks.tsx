import { Code, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/call';
import { useOrderTexts } from './order-texts';
import { Read } from './states';
import { usePartTexts } from './texts';
import { Time } from './time';

interface RefusedCallbacksProps {
  readonly orderNumber: string;
  readonly onClose: () => void;
}

/** The callbacks that name an order and did not verify, as they came. */
export function RefusedCallbacks({ orderNumber, onClose }: RefusedCallbacksProps) {
  const t = useOrderTexts();
  const parts = usePartTexts();
  const query = { trade_no: orderNumber };
  const callbacks = useQuery({
    queryKey: ['orders', 'callbacks', orderNumber],
    queryFn: () => call(async (client) => (await client.GET('/api/topup/callbacks', { params: { query } })).data.items),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('refusedTitle', { order: orderNumber })}
      closeButtonProps={{ 'aria-label': parts('close') }}
    >
      <Stack>
        <Text size="sm">{t('refusedWhy')}</Text>
        <Read query={callbacks}>
          {(items) =>
            items.map(({ reason, provider, address, body, received_time: at }) => (
              <div key={`${at} ${address} ${body}`}>
                <Text size="sm">
                  <Time at={at} /> · {provider} · {address} · {t(`why_${reason}`)}
                </Text>
                <Code block>{body}</Code>
              </div>
            ))
          }
        </Read>
      </Stack>
    </Modal>
  );
}
