import type { Reply, TollgateClient } from '@tollgate/client';
import { Alert, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useStatus } from '../../api/queries';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { useQuotaFormat } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { usePartTexts } from '../../parts/texts';
import { useLanguage } from '../../texts/texts';
import type { TopupInfo } from './pay';
import { toProviderPage } from './provider-page';
import { useSubscriptionTexts } from './subscription-texts';

export type Plan = Reply<'get', '/api/subscription/plans'>['data'][number]['plan'];

interface PlansProps {
  readonly plans: readonly Plan[];
  readonly info: TopupInfo;
}

/** The plans that the site sells, each with its ways to pay. */
export function Plans({ plans, info }: PlansProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {plans.map((plan) => (
        <PlanCard key={plan.id} plan={plan} info={info} />
      ))}
    </SimpleGrid>
  );
}

interface PlanProps {
  readonly plan: Plan;
  readonly info: TopupInfo;
}

function PlanCard({ plan, info }: PlanProps) {
  const t = useSubscriptionTexts();
  const parts = usePartTexts();
  const format = useQuotaFormat();
  const duration = useDuration(plan);
  const { total_amount: total, quota_reset_period: period } = plan;
  const resets = (['daily', 'weekly', 'monthly', 'custom'] as const).find((each) => each === period);
  return (
    <Card withBorder component="article">
      <Stack gap="xs">
        <Title order={3} size="h5">
          {plan.title}
        </Title>
        {plan.subtitle && (
          <Text size="sm" c="dimmed">
            {plan.subtitle}
          </Text>
        )}
        <Text fw={600}>
          {plan.price_amount.toFixed(2)} {plan.currency} · {duration}
        </Text>
        <Text size="sm">
          {t('quota', { quota: total === 0 ? parts('unlimited') : format(total) })} {resets && t(`each${resets}`)}
        </Text>
        {plan.max_purchase_per_user > 0 && <Text size="sm">{t('limit', { count: plan.max_purchase_per_user })}</Text>}
        {plan.upgrade_group && <Text size="sm">{t('upgrade', { group: plan.upgrade_group })}</Text>}
        <Buy plan={plan} info={info} />
      </Stack>
    </Card>
  );
}

/** The duration of a plan in words of the page's language. */
function useDuration({ duration_unit: unit, duration_value: count, custom_seconds: seconds }: Plan): string {
  const language = useLanguage();
  const known = (['year', 'month', 'day', 'hour'] as const).find((each) => each === unit);
  const format = (value: number, each: string) =>
    value.toLocaleString(language === 'zh' ? 'zh-CN' : 'en-US', { style: 'unit', unit: each, unitDisplay: 'long' });
  return known ? format(count, known) : format(seconds, 'second');
}

function Buy({ plan, info }: PlanProps) {
  const t = useSubscriptionTexts();
  const format = useQuotaFormat();
  const { quota_per_unit: unit } = useStatus();
  const [isAsking, setAsking] = useState(false);
  const buy = useWrite(
    (client, body: { plan_id: number }, idempotencyKey) =>
      client.POST('/api/subscription/balance/pay', { body, idempotencyKey }),
    { changes: [['subscriptions'], ['self'], ['ledger']] },
  );
  const pay = useWrite(startPayment, { changes: [['orders']], onDone: (page) => location.assign(page) });
  const methods = listMethods(plan, info);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {plan.allow_balance_pay && (
          <Button size="xs" onClick={() => setAsking(true)}>
            {t('fromBalance')}
          </Button>
        )}
        {methods.map(({ method, name }) => (
          <Button
            key={method}
            size="xs"
            variant="default"
            loading={pay.isBusy}
            onClick={() => void pay.run({ plan_id: plan.id, method }).catch(() => undefined)}
          >
            {t('payBy', { name })}
          </Button>
        ))}
      </Group>
      {buy.result !== undefined && (
        <Alert role="status" color="green">
          {t('bought', { plan: plan.title })}
        </Alert>
      )}
      <Refusal error={pay.error} />
      {isAsking && (
        <Confirm
          title={t('buyTitle', { plan: plan.title })}
          text={t('buyText', { price: format(Math.ceil(plan.price_amount * unit)) })}
          action={t('fromBalance')}
          onConfirm={() => buy.run({ plan_id: plan.id })}
          onClose={() => setAsking(false)}
        />
      )}
    </Stack>
  );
}

const STRIPE = 'stripe';
const CREEM = 'creem';

/** The providers that can take the price of a plan. */
function listMethods(plan: Plan, info: TopupInfo): readonly { method: string; name: string }[] {
  const epay = info.enable_online_topup ? info.pay_methods.filter(({ type }) => type !== STRIPE) : [];
  return [
    ...epay.map(({ type, name }) => ({ method: type, name })),
    ...(info.enable_stripe_topup && plan.stripe_price_id ? [{ method: STRIPE, name: 'Stripe' }] : []),
    ...(info.enable_creem_topup && plan.creem_product_id ? [{ method: CREEM, name: 'Creem' }] : []),
  ];
}

/** Makes the order. Returns the address of the provider's page. */
async function startPayment(
  client: TollgateClient,
  { plan_id, method }: { plan_id: number; method: string },
  idempotencyKey: string,
): Promise<string> {
  const body = { plan_id };
  if (method === STRIPE)
    return (await client.POST('/api/subscription/stripe/pay', { body, idempotencyKey })).data.pay_link;
  if (method === CREEM)
    return (await client.POST('/api/subscription/creem/pay', { body, idempotencyKey })).data.checkout_url;
  const order = { ...body, payment_method: method };
  const { url, data } = await client.POST('/api/subscription/epay/pay', { body: order, idempotencyKey });
  return toProviderPage(url, data);
}
