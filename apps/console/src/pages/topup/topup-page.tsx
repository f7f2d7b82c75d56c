import { Alert, Anchor, Button, Card, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useSelf, useStatus } from '../../api/queries';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { useQuotaFormat } from '../../parts/money';
import { Page } from '../../parts/page';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { Orders } from './orders';
import { Pay } from './pay';
import { Subscriptions } from './subscriptions';
import { useTopupTexts } from './texts';

/** Redeems codes, pays and shows the orders. */
export function TopupPage() {
  const t = useTopupTexts();
  const format = useQuotaFormat();
  const self = useSelf();
  const info = useQuery({
    queryKey: ['topup', 'info'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/topup/info')).data),
  });
  return (
    <Page title={t('title')} {...(self ? { hint: t('balance', { balance: format(self.quota) }) } : {})}>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Redeem />
        <Card withBorder component="section">
          <Title order={2} size="h4" mb="md">
            {t('pay')}
          </Title>
          <Read query={info}>{(data) => <Pay info={data} />}</Read>
        </Card>
      </SimpleGrid>
      {info.data && <Subscriptions info={info.data} />}
      <section>
        <Title order={2} size="h4" mb="md">
          {t('orders')}
        </Title>
        <Orders />
      </section>
    </Page>
  );
}

function Redeem() {
  const t = useTopupTexts();
  const format = useQuotaFormat();
  const { top_up_link: link } = useStatus();
  const [added, setAdded] = useState<number>();
  const redeem = useWrite(
    (client, key: string, idempotencyKey) => client.POST('/api/user/topup', { body: { key }, idempotencyKey }),
    { changes: [['self'], ['ledger']] },
  );
  const form = useForm(
    { key: '' },
    async ({ key }, reset) => {
      setAdded(undefined);
      const { data } = await redeem.run(key.trim());
      setAdded(data);
      reset();
    },
    { REDEMPTION_INVALID: 'key' },
  );
  return (
    <Card withBorder component="section">
      <Title order={2} size="h4" mb="md">
        {t('redeem')}
      </Title>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <TextInput {...form.field('key')} label={t('code')} autoComplete="off" spellCheck={false} required />
          <Refusal error={form.error} />
          {added !== undefined && (
            <Alert role="status" color="green">
              <Text size="sm">{t('redeemed', { amount: format(added) })}</Text>
            </Alert>
          )}
          <Group justify="space-between">
            {link ? (
              <Anchor href={link} target="_blank" rel="noreferrer" size="sm">
                {t('buyCode')}
              </Anchor>
            ) : (
              <span />
            )}
            <Button type="submit" loading={form.isBusy}>
              {t('redeemSubmit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
