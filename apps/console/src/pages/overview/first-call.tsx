import { Code, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readKey, recentKeysQuery } from '../../api/keys';
import { useStatus } from '../../api/queries';
import { CopyLater } from '../../parts/copy-later';
import { Empty, Read } from '../../parts/states';
import { useOverviewTexts } from './texts';
import { ButtonLink } from '../../parts/link';

/** A command for a terminal that makes a call with one of the user's keys. */
export function FirstCall() {
  const t = useOverviewTexts();
  const keys = useQuery(recentKeysQuery);
  const { server_address: address } = useStatus();
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Read query={keys}>
      {(items) => {
        const [first] = items;
        if (!first) {
          return (
            <Empty text={t('noKeys')}>
              <ButtonLink to="/console/token">{t('makeKey')}</ButtonLink>
            </Empty>
          );
        }
        const id = Number(chosen ?? first.id);
        const command = (key: string) =>
          [
            `curl ${address || location.origin}/v1/chat/completions \\`,
            `  -H 'Authorization: Bearer ${key}' \\`,
            `  -H 'Content-Type: application/json' \\`,
            `  -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'`,
          ].join('\n');
        return (
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{t('firstCallWhy')}</Text>
            <Select
              label={t('key')}
              data={items.map((key) => ({ value: String(key.id), label: key.name || String(key.id) }))}
              value={String(id)}
              onChange={setChosen}
              allowDeselect={false}
            />
            <Code block w="100%" tabIndex={0}>
              {command('sk-…')}
            </Code>
            <CopyLater read={async () => command(await readKey(id))} label={t('copyCommand')} />
          </Stack>
        );
      }}
    </Read>
  );
}
