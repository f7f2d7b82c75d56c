import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useWrite } from '../../api/write';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { Time } from '../../parts/time';
import { useSecurityTexts } from './texts';

const CHANGES = [['sessions']];

/** Where the user is signed in. */
export function SessionList() {
  const t = useSecurityTexts();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/sessions')).data),
  });
  const end = useWrite((client, id: string) => client.DELETE('/api/user/sessions/{id}', { params: { path: { id } } }), {
    changes: CHANGES,
  });
  const endOthers = useWrite((client) => client.DELETE('/api/user/sessions'), { changes: CHANGES });
  return (
    <Stack align="flex-start">
      <Read query={sessions}>
        {(list) => (
          <Table aria-label={t('sessions')} className="cards-when-narrow" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('device')}</Table.Th>
                <Table.Th>{t('method')}</Table.Th>
                <Table.Th>{t('address')}</Table.Th>
                <Table.Th>{t('lastUse')}</Table.Th>
                <Table.Th>
                  <span className="hidden-visually">{t('endSession')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.map(({ id, device, user_agent: agent, method, ip, last_used_at: used, current }) => (
                <Table.Tr key={id}>
                  <Table.Td data-title={t('device')}>
                    <Text size="sm" title={agent} lineClamp={1}>
                      {device || agent}
                    </Text>
                  </Table.Td>
                  <Table.Td data-title={t('method')}>{method}</Table.Td>
                  <Table.Td data-title={t('address')}>{ip}</Table.Td>
                  <Table.Td data-title={t('lastUse')}>
                    <Time at={used} />
                  </Table.Td>
                  <Table.Td data-title="">
                    {current ? (
                      <Badge variant="light">{t('thisSession')}</Badge>
                    ) : (
                      <Button
                        size="xs"
                        variant="subtle"
                        color="red"
                        onClick={() => void end.run(String(id)).catch(() => undefined)}
                      >
                        {t('endSession')}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Read>
      <Refusal error={end.error ?? endOthers.error} />
      <Button variant="default" loading={endOthers.isBusy} onClick={() => void endOthers.run().catch(() => undefined)}>
        {t('endOthers')}
      </Button>
    </Stack>
  );
}
