import type { Reply } from '@tollgate/client';
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { Section } from '../../parts/section';
import { Read } from '../../parts/states';
import { ProviderForm } from './provider-form';
import { useProviderTexts } from './provider-texts';

export type Provider = Reply<'get', '/api/custom-oauth-provider'>['data'][number];

/** The OAuth providers that root adds. */
export function CustomProviders() {
  const t = useProviderTexts();
  const [isAdding, setAdding] = useState(false);
  const providers = useQuery({
    queryKey: ['custom-providers'],
    queryFn: () => call(async (client) => (await client.GET('/api/custom-oauth-provider')).data),
  });
  return (
    <Section title={t('title')}>
      <Stack maw={720}>
        <Text size="sm">{t('why')}</Text>
        <Read query={providers}>
          {(list) =>
            list.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('none')}
              </Text>
            ) : (
              list.map((provider) => <Row key={provider.id} provider={provider} />)
            )
          }
        </Read>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        </Group>
      </Stack>
      {isAdding && <ProviderForm onClose={() => setAdding(false)} />}
    </Section>
  );
}

function Row({ provider }: { readonly provider: Provider }) {
  const t = useProviderTexts();
  const { id, name, slug, enabled } = provider;
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const close = () => setOpen(undefined);
  const remove = useWrite((client) => client.DELETE('/api/custom-oauth-provider/{id}', { params: { path: { id } } }), {
    changes: [['custom-providers'], ['status']],
  });
  return (
    <Group justify="space-between">
      <div>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {slug}
        </Text>
      </div>
      <Group gap={4}>
        <Badge variant="light" color={enabled ? 'green' : 'gray'}>
          {t(enabled ? 'on' : 'off')}
        </Badge>
        <Button size="xs" variant="subtle" onClick={() => setOpen('edit')}>
          {t('editShort')}
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={() => setOpen('delete')}>
          {t('delete')}
        </Button>
      </Group>
      {open === 'edit' && <ProviderForm provider={provider} onClose={close} />}
      {open === 'delete' && (
        <Confirm
          title={t('deleteTitle', { name })}
          text={t('deleteText')}
          action={t('delete')}
          name={name}
          onConfirm={remove.run}
          onClose={close}
        />
      )}
    </Group>
  );
}
