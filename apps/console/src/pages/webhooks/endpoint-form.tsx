import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { SecretOnce } from '../../parts/secret-once';
import { usePartTexts } from '../../parts/texts';
import type { Endpoint } from './endpoints';
import { useWebhookTexts } from './texts';

const EVENTS = [
  'user.created',
  'user.disabled',
  'user.deleted',
  'order.paid',
  'order.refunded',
  'order.quarantined',
  'quota.low',
  'quota.exhausted',
  'api_key.exhausted',
  'ledger.alarm',
] as const;

interface EndpointFormProps {
  /** The endpoint to change; without it, a new one is made. */
  readonly endpoint?: Endpoint;
  readonly onClose: () => void;
}

/** Makes or changes an endpoint. The secret of a new one is shown once. */
export function EndpointForm({ endpoint, onClose }: EndpointFormProps) {
  const t = useWebhookTexts();
  const parts = usePartTexts();
  const [secret, setSecret] = useState('');
  const save = useWrite(
    async (client, body: { url: string; description: string; events: string[] }) => {
      if (!endpoint) return (await client.POST('/api/webhook', { body })).data.secret;
      await client.PUT('/api/webhook/{id}', { params: { path: { id: endpoint.id } }, body });
      return '';
    },
    { changes: [['webhooks']] },
  );
  // an event of a newer server stays chosen
  const names = [...new Set<string>([...EVENTS, ...(endpoint?.events ?? [])])];
  const initial = {
    url: endpoint?.url ?? '',
    description: endpoint?.description ?? '',
    events: endpoint?.events ?? names,
  };
  const form = useForm(initial, async (values) => {
    const made = await save.run(values);
    if (made) setSecret(made);
    else onClose();
  });
  const { url, events } = form.values;
  if (secret) return <SecretOnce title={t('secretTitle', { url })} secret={secret} onClose={onClose} />;
  const title = t(endpoint ? 'edit' : 'create');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': parts('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <TextInput {...form.field('url')} label={t('url')} type="url" required data-autofocus />
          <TextInput {...form.field('description')} label={t('description')} maxLength={200} />
          <Checkbox.Group label={t('events')} value={events} onChange={(chosen) => form.set('events', chosen)}>
            <Stack gap="xs" mt="xs">
              {names.map((name) => (
                <Checkbox key={name} value={name} label={name} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {parts('cancel')}
            </Button>
            <Button type="submit" loading={form.isBusy} disabled={events.length === 0}>
              {t(endpoint ? 'save' : 'create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
