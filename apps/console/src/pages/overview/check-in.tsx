import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useStatus } from '../../api/queries';
import { useWrite } from '../../api/write';
import { useQuotaFormat } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { Section } from '../../parts/section';
import { Read } from '../../parts/states';
import { Turnstile } from '../../parts/turnstile';
import { useOverviewTexts } from './texts';

/** The daily check-in, which adds quota to the balance. */
export function CheckIn() {
  const t = useOverviewTexts();
  const format = useQuotaFormat();
  const { turnstile_check: asksTurnstile } = useStatus();
  const [turnstile, setTurnstile] = useState('');
  const state = useQuery({
    queryKey: ['check-in'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/checkin')).data),
  });
  const checkIn = useWrite(
    async (client) =>
      (await client.POST('/api/user/checkin', { params: { query: asksTurnstile ? { turnstile } : {} } })).data,
    { changes: [['check-in'], ['self'], ['ledger']] },
  );
  return (
    <Section title={t('checkIn')}>
      <Read query={state}>
        {({ min_quota: least, max_quota: most, stats }) => (
          <Stack align="flex-start">
            <Group>
              <Text size="sm">{t('checkInWhy', { least: format(least), most: format(most) })}</Text>
              <Text size="sm" c="dimmed">
                {t('checkInSum', { count: stats.total_checkins, sum: format(stats.total_quota) })}
              </Text>
            </Group>
            {checkIn.result && (
              <Alert role="status" color="green">
                {t('checkedIn', { amount: format(checkIn.result.quota_awarded) })}
              </Alert>
            )}
            {!stats.checked_in_today && <Turnstile onToken={setTurnstile} />}
            <Refusal error={checkIn.error} />
            <Button
              loading={checkIn.isBusy}
              disabled={stats.checked_in_today || (asksTurnstile && turnstile === '')}
              onClick={() => void checkIn.run().catch(() => undefined)}
            >
              {t(stats.checked_in_today ? 'checkInDone' : 'checkInToday')}
            </Button>
          </Stack>
        )}
      </Read>
    </Section>
  );
}
