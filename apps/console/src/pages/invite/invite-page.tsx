import { Alert, Button, Card, Code, Group, NumberInput, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { type Self, selfQuery, useStatus } from '../../api/queries';
import { useWrite } from '../../api/write';
import { CopyButton } from '../../parts/copy-button';
import { useForm } from '../../parts/form';
import { TextLink } from '../../parts/link';
import { useAmountToQuota, useCurrency, useQuotaFormat, useQuotaToAmount } from '../../parts/money';
import { Page } from '../../parts/page';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { useInviteTexts } from './texts';

/** The invitation link, who came by it, and the transfer of rewards. */
export function InvitePage() {
  const t = useInviteTexts();
  const self = useQuery(selfQuery);
  return (
    <Page title={t('title')} hint={t('hint')}>
      <InviteLink />
      <Read query={self}>
        {(data) => (
          <>
            <Figures self={data} />
            <Transfer ready={data.aff_quota} />
          </>
        )}
      </Read>
      <TextLink to="/console/ledger" search={{ account: 'affiliate' }} size="sm">
        {t('ledger')}
      </TextLink>
    </Page>
  );
}

function InviteLink() {
  const t = useInviteTexts();
  const { server_address: address } = useStatus();
  const code = useQuery({
    queryKey: ['aff'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/aff')).data),
  });
  return (
    <Card withBorder component="section">
      <Title order={2} size="h4" mb="sm">
        {t('link')}
      </Title>
      <Read query={code}>
        {(aff) => {
          const link = `${address || location.origin}/register?aff=${encodeURIComponent(aff)}`;
          return (
            <Group>
              <Code>{link}</Code>
              <CopyButton value={link} />
            </Group>
          );
        }}
      </Read>
    </Card>
  );
}

function Figures({ self }: { readonly self: Self }) {
  const t = useInviteTexts();
  const format = useQuotaFormat();
  const figures = [
    { name: t('came'), value: self.aff_count.toLocaleString() },
    { name: t('earned'), value: format(self.aff_history_quota) },
    { name: t('ready'), value: format(self.aff_quota) },
  ];
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      {figures.map(({ name, value }) => (
        <Card withBorder key={name}>
          <Text size="sm" c="dimmed">
            {name}
          </Text>
          <Text size="xl" fw={600}>
            {value}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}

function Transfer({ ready }: { readonly ready: number }) {
  const t = useInviteTexts();
  const currency = useCurrency();
  const format = useQuotaFormat();
  const toQuota = useAmountToQuota();
  const toAmount = useQuotaToAmount();
  const [done, setDone] = useState<number>();
  const transfer = useWrite(
    (client, quota: number, idempotencyKey) =>
      client.POST('/api/user/aff_transfer', { body: { quota }, idempotencyKey }),
    { changes: [['self'], ['ledger']] },
  );
  const form = useForm(
    { quota: toAmount(ready) },
    async ({ quota }) => {
      setDone(undefined);
      await transfer.run(toQuota(quota));
      setDone(toQuota(quota));
    },
    { TRANSFER_TOO_SMALL: 'quota', AFF_QUOTA_INSUFFICIENT: 'quota' },
  );
  return (
    <Card withBorder component="section">
      <Title order={2} size="h4" mb="sm">
        {t('transfer')}
      </Title>
      <form onSubmit={form.onSubmit}>
        <Stack maw={360}>
          <NumberInput
            {...form.field('quota')}
            onChange={(value) => form.set('quota', Number(value))}
            label={t('amount', { currency })}
            min={0}
            required
          />
          <Refusal error={form.error} />
          {done !== undefined && (
            <Alert role="status" color="green">
              {t('done', { amount: format(done) })}
            </Alert>
          )}
          <Button type="submit" loading={form.isBusy} disabled={ready <= 0}>
            {t('submit')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
