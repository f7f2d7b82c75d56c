import type { Reply } from '@tollgate/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useStatus } from '../../api/queries';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { Read } from '../../parts/states';
import { Time } from '../../parts/time';
import { useSecurityTexts } from './texts';

type Binding = Reply<'get', '/api/user/bindings'>['data'][number];

/** Providers whose login does not begin with a link. */
const OTHER_WAYS: readonly string[] = ['wechat', 'telegram'];

/** Third-party accounts by which the user can sign in. */
export function Accounts() {
  const t = useSecurityTexts();
  const bindings = useQuery({
    queryKey: ['bindings'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/bindings')).data),
  });
  const { custom_oauth_providers: custom = [] } = useStatus();
  return (
    <Read query={bindings}>
      {(list) => {
        // the server lists custom providers only if an account is bound
        const unbound = custom
          .filter(({ slug }) => !list.some(({ provider }) => provider === slug))
          .map(({ slug, name }): Binding => ({ provider: slug, name, enabled: true, bound: false, removable: false }));
        const shown = [...list, ...unbound].filter(({ enabled, bound }) => enabled || bound);
        if (shown.length === 0) return <Text size="sm">{t('noProviders')}</Text>;
        return (
          <Stack gap="xs">
            {shown.map((binding) => (
              <Account key={binding.provider} binding={binding} />
            ))}
          </Stack>
        );
      }}
    </Read>
  );
}

function Account({ binding }: { readonly binding: Binding }) {
  const t = useSecurityTexts();
  const [isAsking, setAsking] = useState(false);
  const { provider, name, bound, subject, bound_at: at, removable } = binding;
  const unbind = useWrite((client) => client.DELETE('/api/user/oauth/{provider}', { params: { path: { provider } } }), {
    changes: [['bindings'], ['self']],
  });
  return (
    <Group justify="space-between">
      <div>
        <Text size="sm" fw={500}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {bound ? subject : t('notConnected')} {at !== undefined && <Time at={at} />}
        </Text>
      </div>
      {!bound && !OTHER_WAYS.includes(provider) && (
        <Button component="a" href={`/api/oauth/${provider}/start`} size="xs" variant="default">
          {t('connect')}
        </Button>
      )}
      {bound && (
        <Button size="xs" variant="subtle" color="red" disabled={!removable} onClick={() => setAsking(true)}>
          {t('disconnect')}
        </Button>
      )}
      {isAsking && (
        <Confirm
          title={t('disconnectTitle', { provider: name })}
          text={t('disconnectText')}
          action={t('disconnect')}
          onConfirm={unbind.run}
          onClose={() => setAsking(false)}
        />
      )}
    </Group>
  );
}
