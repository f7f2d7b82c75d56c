import { Alert, Card, SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { type Self, selfQuery, useStatus } from '../../api/queries';
import { useQuotaFormat } from '../../parts/money';
import { Page } from '../../parts/page';
import { Section } from '../../parts/section';
import { SiteHtml } from '../../parts/site-html';
import { Read } from '../../parts/states';
import { CheckIn } from './check-in';
import { FirstCall } from './first-call';
import { useOverviewTexts } from './texts';
import { UsageChart } from './usage-chart';
import { TextLink } from '../../parts/link';

const ROOT = 100;

/** The first page of a user: the balance, problems, the usage and a first call. */
export function OverviewPage() {
  const t = useOverviewTexts();
  const self = useQuery(selfQuery);
  const { checkin_enabled: hasCheckIn } = useStatus();
  return (
    <Page title={t('title')} hint={self.data && t('hello', { name: self.data.display_name || self.data.username })}>
      <Notice />
      <Read query={self}>
        {(data) => (
          <>
            <Balance self={data} />
            {data.role >= ROOT && (
              <TextLink to="/setup" size="sm">
                {t('setup')}
              </TextLink>
            )}
          </>
        )}
      </Read>
      {hasCheckIn && <CheckIn />}
      <Section title={t('usage')}>
        <UsageChart />
      </Section>
      <Section title={t('firstCall')}>
        <FirstCall />
      </Section>
    </Page>
  );
}

function Balance({ self }: { readonly self: Self }) {
  const t = useOverviewTexts();
  const format = useQuotaFormat();
  const { quota_per_unit: unit } = useStatus();
  const balance = format(self.quota);
  const figures = [
    { name: t('balance'), value: balance },
    { name: t('used'), value: format(self.used_quota) },
    { name: t('requests'), value: self.request_count.toLocaleString() },
  ];
  return (
    <Stack>
      {self.quota < unit / 2 && (
        <Alert color={self.quota < 0 ? 'red' : 'yellow'}>
          {t(self.quota < 0 ? 'debt' : 'low', { balance })}{' '}
          <TextLink to="/console/topup" c="inherit" td="underline">
            {t('topUp')}
          </TextLink>
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        {figures.map(({ name, value }) => (
          <Card withBorder key={name}>
            <Text size="sm" c="dimmed">
              {name}
            </Text>
            <Text size="xl" fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Text>
          </Card>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Notice() {
  const t = useOverviewTexts();
  const { data } = useQuery({
    queryKey: ['notice'],
    queryFn: () => call(async (client) => (await client.GET('/api/notice')).data),
  });
  if (!data) return null;
  return (
    <Alert title={t('notice')} variant="light">
      <SiteHtml html={data} />
    </Alert>
  );
}
