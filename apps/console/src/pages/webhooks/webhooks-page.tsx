import { Button, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useFilters } from '../../parts/filters';
import { Page } from '../../parts/page';
import { Read } from '../../parts/states';
import { Deliveries } from './deliveries';
import { EndpointForm } from './endpoint-form';
import { Endpoints } from './endpoints';
import { useWebhookTexts } from './texts';

/** The endpoints of webhooks. The address bar may name one, whose deliveries are shown instead. */
export function WebhooksPage() {
  const t = useWebhookTexts();
  const filters = useFilters(['endpoint']);
  const [isCreating, setCreating] = useState(false);
  const endpoints = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => call(async (client) => (await client.GET('/api/webhook')).data),
  });
  const create = <Button onClick={() => setCreating(true)}>{t('create')}</Button>;
  return (
    <Page title={t('title')} hint={t('hint')} actions={create}>
      <Read query={endpoints}>
        {(list) => {
          const chosen = list.find(({ id }) => String(id) === filters.values.endpoint);
          if (!chosen) {
            const open = (id: number) => filters.set({ endpoint: String(id) });
            return <Endpoints list={list} onOpen={open} create={create} />;
          }
          return (
            <Stack align="flex-start">
              <Button variant="default" size="xs" onClick={filters.clear}>
                {t('back')}
              </Button>
              <Deliveries endpoint={chosen} />
            </Stack>
          );
        }}
      </Read>
      {isCreating && <EndpointForm onClose={() => setCreating(false)} />}
    </Page>
  );
}
