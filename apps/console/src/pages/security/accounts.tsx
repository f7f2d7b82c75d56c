import type { Reply } from '@tollgate/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { Read } from '../../parts/states';
import { Time } from '../../parts/time';
import { useSecurityTexts } from './texts';

type Binding = Reply<'get', '/api/user/bindings'>['data'][number];

/** Providers whose login begins with a link. */
const BY_LINK: readonly string[] = ['github', 'discord', 'oidc', 'linuxdo'];

/** Third-party accounts by which the user can sign in. */
export function Accounts() {
  const t = useSecurityTexts();
  const bindings = useQuery({
    queryKey: ['bindings'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/bindings')).data),
  });
  return (
    <Read query={bindings}>
      {(list) => {
        const shown = list.filter(({ enabled, bound }) => enabled || bound);
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
      {!bound && BY_LINK.includes(provider) && (
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
