import { TollgateError } from '@tollgate/client';
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { canUsePasskeys, makePasskey } from '../../api/passkeys';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { Time } from '../../parts/time';
import { useSecurityTexts } from './texts';

const CHANGES = [['passkeys']];

/** The user's passkeys. */
export function PasskeyList() {
  const t = useSecurityTexts();
  const [isRemoving, setRemoving] = useState(false);
  const passkeys = useQuery({
    queryKey: ['passkeys'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/passkey')).data),
  });
  const add = useWrite(
    async (client) => {
      const { data } = await client.POST('/api/user/passkey/register/begin', { body: {} });
      const made = await makePasskey(data.options);
      return client.POST('/api/user/passkey/register/finish', { body: { ...made, flow_token: data.flow_token } });
    },
    { changes: CHANGES },
  );
  const remove = useWrite((client) => client.DELETE('/api/user/passkey'), { changes: CHANGES });
  return (
    <Stack align="flex-start">
      <Text size="sm">{t('passkeysWhy')}</Text>
      <Read query={passkeys}>
        {({ passkeys: list = [] }) =>
          list.length === 0 ? (
            <Text size="sm">{t('passkeysNone')}</Text>
          ) : (
            <Table aria-label={t('passkeys')} className="cards-when-narrow">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('made')}</Table.Th>
                  <Table.Th>{t('lastUse')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map(({ id, created_at: made, last_used_at: used }) => (
                  <Table.Tr key={id}>
                    <Table.Td data-title={t('made')}>
                      <Time at={Date.parse(made) / 1000} />
                    </Table.Td>
                    <Table.Td data-title={t('lastUse')}>
                      {used ? <Time at={Date.parse(used) / 1000} /> : t('never')}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Read>
      {add.error instanceof TollgateError && <Refusal error={add.error} />}
      {add.error !== null && !(add.error instanceof TollgateError) && (
        <Text size="sm" role="alert">
          {t('passkeyFailed')}
        </Text>
      )}
      {canUsePasskeys() ? (
        <Group>
          <Button loading={add.isBusy} onClick={() => void add.run().catch(() => undefined)}>
            {t('addPasskey')}
          </Button>
          {passkeys.data?.enabled && (
            <Button variant="light" color="red" onClick={() => setRemoving(true)}>
              {t('removePasskeys')}
            </Button>
          )}
        </Group>
      ) : (
        <Text size="sm">{t('passkeysCannot')}</Text>
      )}
      {isRemoving && (
        <Confirm
          title={t('removePasskeys')}
          text={t('removePasskeysText')}
          action={t('removePasskeys')}
          onConfirm={remove.run}
          onClose={() => setRemoving(false)}
        />
      )}
    </Stack>
  );
}
