import type { Reply } from '@tollgate/client';
import { Badge, Button, Text, Title } from '@mantine/core';
import { useWrite } from '../../api/write';
import { useFilters } from '../../parts/filters';
import { type Column, List } from '../../parts/list';
import { Refusal } from '../../parts/refusal';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import type { Endpoint } from './endpoints';
import { useWebhookTexts } from './texts';

type Delivery = Reply<'get', '/api/webhook/{id}/deliveries'>['data']['items'][number];

const COLORS = { pending: 'yellow', delivered: 'green', parked: 'red' } as const;

/** The deliveries to an endpoint, with the last answer of each. */
export function Deliveries({ endpoint }: { readonly endpoint: Endpoint }) {
  const t = useWebhookTexts();
  const filters = useFilters([]);
  const { id, url } = endpoint;
  const title = t('deliveriesOf', { url });
  const columns: Column<Delivery>[] = [
    { title: t('time'), cell: ({ created_time: at }) => <Time at={at} /> },
    { title: t('type'), cell: ({ type, event_id: event }) => <span title={event}>{type}</span> },
    { title: t('state'), cell: ({ state }) => <State name={state} /> },
    { title: t('attempts'), cell: ({ attempts }) => attempts, isNumber: true },
    { title: t('answer'), cell: ({ status, error }) => <Text size="sm">{`${status ?? ''} ${error}`.trim()}</Text> },
    { title: t('actions'), cell: (delivery) => <Resend endpoint={id} delivery={delivery.id} /> },
  ];
  return (
    <>
      <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Title>
      <List
        label={title}
        queryKey={['deliveries', id]}
        read={async (client, query) =>
          (await client.GET('/api/webhook/{id}/deliveries', { params: { path: { id }, query } })).data
        }
        columns={columns}
        rowKey={(delivery) => delivery.id}
        filters={filters}
        empty={<Empty text={t('noDeliveries')} />}
      />
    </>
  );
}

function State({ name }: { readonly name: string }) {
  const t = useWebhookTexts();
  const known = name === 'delivered' || name === 'parked' ? name : 'pending';
  return (
    <Badge variant="light" color={COLORS[known]}>
      {t(known)}
    </Badge>
  );
}

function Resend({ endpoint, delivery }: { readonly endpoint: number; readonly delivery: number }) {
  const t = useWebhookTexts();
  const resend = useWrite(
    (client) =>
      client.POST('/api/webhook/{id}/deliveries/{delivery_id}/resend', {
        params: { path: { id: endpoint, delivery_id: delivery } },
      }),
    { changes: [['deliveries', endpoint], ['webhooks']] },
  );
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        loading={resend.isBusy}
        onClick={() => void resend.run().catch(() => undefined)}
      >
        {t('resend')}
      </Button>
      <Refusal error={resend.error} />
    </>
  );
}
