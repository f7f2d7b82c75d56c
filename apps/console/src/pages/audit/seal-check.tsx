import { Alert, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { Refusal } from '../../parts/refusal';
import { useAuditTexts } from './texts';

/** Checks the seals over the whole trail when it is asked to, because that reads every event. */
export function SealCheck() {
  const t = useAuditTexts();
  const check = useQuery({
    queryKey: ['audit', 'seals'],
    queryFn: () => call(async (client) => (await client.GET('/api/audit/verify')).data),
    enabled: false,
  });
  const { data } = check;
  return (
    <Group>
      <Button variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
        {t('check')}
      </Button>
      {data?.intact && (
        <Text size="sm" role="status">
          {t('intact', { events: data.events, seals: data.seals })}
        </Text>
      )}
      {data && !data.intact && (
        <Alert role="alert" color="red" title={t('broken')}>
          {data.problems.map(({ seal, problem }) => (
            <Text key={`${seal} ${problem}`} size="sm">
              {`${seal}: ${problem}`}
            </Text>
          ))}
        </Alert>
      )}
      <Refusal error={check.error} />
    </Group>
  );
}
