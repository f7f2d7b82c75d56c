import type { Reply } from '@tollgate/client';
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { Refusal } from '../../parts/refusal';
import { RotateSecret } from '../../parts/rotate-secret';
import { SecretOnce } from '../../parts/secret-once';
import { Empty } from '../../parts/states';
import { Time } from '../../parts/time';
import { isAhead } from '../../parts/time-zone';
import { EndpointForm } from './endpoint-form';
import { useWebhookTexts } from './texts';

export type Endpoint = Reply<'get', '/api/webhook'>['data'][number];

const CHANGES = [['webhooks']];
const OVERLAP_SECONDS = 86_400;

interface EndpointsProps {
  readonly list: readonly Endpoint[];
  readonly onOpen: (id: number) => void;
  /** The next step if there is none. */
  readonly create: ReactNode;
}

/** All endpoints with their state. */
export function Endpoints({ list, onOpen, create }: EndpointsProps) {
  const t = useWebhookTexts();
  if (list.length === 0) return <Empty text={t('empty')}>{create}</Empty>;
  return (
    <Table aria-label={t('title')} className="cards-when-narrow" verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('url')}</Table.Th>
          <Table.Th>{t('events')}</Table.Th>
          <Table.Th>{t('state')}</Table.Th>
          <Table.Th>{t('created')}</Table.Th>
          <Table.Th>{t('actions')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.map((endpoint) => (
          <Table.Tr key={endpoint.id}>
            <Table.Td data-title={t('url')} style={{ overflowWrap: 'anywhere' }}>
              <div>
                <Text size="sm">{endpoint.url}</Text>
                <Text size="xs" c="dimmed">
                  {endpoint.description}
                </Text>
              </div>
            </Table.Td>
            <Table.Td data-title={t('events')}>{endpoint.events.join(', ')}</Table.Td>
            <Table.Td data-title={t('state')}>
              <State endpoint={endpoint} />
            </Table.Td>
            <Table.Td data-title={t('created')}>
              <Time at={endpoint.created_time} />
            </Table.Td>
            <Table.Td data-title={t('actions')}>
              <Actions endpoint={endpoint} onOpen={() => onOpen(endpoint.id)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function State({ endpoint }: { readonly endpoint: Endpoint }) {
  const t = useWebhookTexts();
  const { enabled, failing_since: failing, previous_until: until } = endpoint;
  return (
    <div>
      <Badge variant="light" color={!enabled ? 'gray' : failing === undefined ? 'green' : 'red'}>
        {t(enabled ? 'enabled' : 'disabled')}
      </Badge>
      {failing !== undefined && (
        <Text size="xs" c="dimmed">
          {t('failingSince')} <Time at={failing} />
        </Text>
      )}
      {until !== undefined && isAhead(until) && (
        <Text size="xs" c="dimmed">
          {t('oldUntil')} <Time at={until} />
        </Text>
      )}
    </div>
  );
}

interface ActionsProps {
  readonly endpoint: Endpoint;
  readonly onOpen: () => void;
}

function Actions({ endpoint, onOpen }: ActionsProps) {
  const t = useWebhookTexts();
  const { id, url, enabled } = endpoint;
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete'>();
  const [secret, setSecret] = useState('');
  const params = { path: { id } };
  const toggle = useWrite(
    (client, next: boolean) => client.PUT('/api/webhook/{id}', { params, body: { enabled: next } }),
    { changes: CHANGES },
  );
  const rotate = useWrite(
    async (client, overlap_seconds: number) =>
      (await client.POST('/api/webhook/{id}/rotate', { params, body: { overlap_seconds } })).data,
    { changes: CHANGES },
  );
  const remove = useWrite((client) => client.DELETE('/api/webhook/{id}', { params }), { changes: CHANGES });
  const close = () => setOpen(undefined);
  return (
    <Group gap={4} justify="flex-end">
      <Button size="xs" variant="subtle" onClick={onOpen}>
        {t('deliveries')}
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setOpen('edit')}>
        {t('editShort')}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        loading={toggle.isBusy}
        onClick={() => void toggle.run(!enabled).catch(() => undefined)}
      >
        {t(enabled ? 'disable' : 'enable')}
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setOpen('rotate')}>
        {t('rotate')}
      </Button>
      <Button size="xs" variant="subtle" color="red" onClick={() => setOpen('delete')}>
        {t('delete')}
      </Button>
      <Refusal error={toggle.error} />
      {open === 'edit' && <EndpointForm endpoint={endpoint} onClose={close} />}
      {open === 'rotate' && (
        <RotateSecret
          title={t('rotateTitle', { url })}
          text={t('rotateText')}
          label={t('overlap')}
          action={t('rotate')}
          seconds={OVERLAP_SECONDS}
          onRotate={async (seconds) => setSecret((await rotate.run(seconds)).secret)}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={t('deleteTitle')}
          text={t('deleteText', { url })}
          action={t('delete')}
          name={url}
          onConfirm={remove.run}
          onClose={close}
        />
      )}
      {secret && <SecretOnce title={t('secretTitle', { url })} secret={secret} onClose={() => setSecret('')} />}
    </Group>
  );
}
