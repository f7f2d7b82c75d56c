import type { Reply } from '@tollgate/client';
import { Button, Chip, Group, NumberInput, Radio, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { Products } from './products';
import { toProviderPage } from './provider-page';
import { useTopupTexts } from './texts';

export type TopupInfo = Reply<'get', '/api/user/topup/info'>['data'];

const STRIPE = 'stripe';

/** Pays an amount by one of the configured methods. */
export function Pay({ info }: { readonly info: TopupInfo }) {
  const t = useTopupTexts();
  const takesAmounts = info.enable_online_topup || info.enable_stripe_topup;
  if (!takesAmounts && !info.enable_creem_topup) return <Text c="dimmed">{t('payClosed')}</Text>;
  return (
    <Stack>
      {takesAmounts && <Amount info={info} />}
      {info.enable_creem_topup && <Products json={info.creem_products} />}
    </Stack>
  );
}

function listMethods(info: TopupInfo): readonly { type: string; name: string; least: number }[] {
  const epay = info.enable_online_topup
    ? info.pay_methods
        .filter(({ type }) => type !== STRIPE)
        .map(({ type, name, min_topup: least }) => ({ type, name, least: Number(least) || info.min_topup }))
    : [];
  const stripe = info.enable_stripe_topup ? [{ type: STRIPE, name: 'Stripe', least: info.stripe_min_topup }] : [];
  return [...epay, ...stripe];
}

function Amount({ info }: { readonly info: TopupInfo }) {
  const t = useTopupTexts();
  const methods = listMethods(info);
  const pay = useWrite(startPayment, { changes: [['orders']] });
  const initial = { amount: info.amount_options[0] ?? methods[0]?.least ?? 1, method: methods[0]?.type ?? '' };
  const form = useForm(initial, async (values) => leave(await pay.run(values)), {
    AMOUNT_BELOW_MINIMUM: 'amount',
    AMOUNT_ABOVE_MAXIMUM: 'amount',
    AMOUNT_TOO_CHEAP: 'amount',
  });
  const { amount, method } = form.values;
  const least = methods.find(({ type }) => type === method)?.least ?? 1;
  const cost = useQuery({
    queryKey: ['topup', 'cost', method === STRIPE, amount],
    queryFn: () =>
      call(async (client) =>
        method === STRIPE
          ? (await client.POST('/api/user/stripe/amount', { body: { amount } })).data
          : (await client.POST('/api/user/amount', { body: { amount } })).data,
      ),
    placeholderData: keepPreviousData,
    enabled: amount >= least,
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        {info.amount_options.length > 0 && (
          <Chip.Group value={String(amount)} onChange={(value) => form.set('amount', Number(value))}>
            <Group gap="xs">
              {info.amount_options.map((option) => (
                <Chip key={option} value={String(option)}>
                  {option.toLocaleString()} <Discount of={option} info={info} />
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        )}
        <NumberInput
          {...form.field('amount')}
          onChange={(value) => form.set('amount', Number(value))}
          label={t('amount')}
          description={t('least', { least })}
          min={least}
          allowDecimal={false}
          required
        />
        <Radio.Group
          name="method"
          label={t('method')}
          value={method}
          onChange={(value) => form.set('method', value)}
          required
        >
          <Group mt={4}>
            {methods.map(({ type, name }) => (
              <Radio key={type} value={type} label={name} />
            ))}
          </Group>
        </Radio.Group>
        {cost.data && amount >= least && (
          <Text fw={600} role="status">
            {t('cost', { cost: cost.data })}
          </Text>
        )}
        <Refusal error={form.error} />
        <Button type="submit" loading={form.isBusy}>
          {t('paySubmit')}
        </Button>
      </Stack>
    </form>
  );
}

function Discount({ of, info }: { readonly of: number; readonly info: TopupInfo }) {
  const t = useTopupTexts();
  const rate = (info.discount as Readonly<Record<string, number | undefined>>)[String(of)];
  if (rate === undefined || rate >= 1) return null;
  return <>({t('discount', { percent: Math.round((1 - rate) * 100) })})</>;
}

/** Makes the order. Returns the address of the provider's page. */
async function startPayment(
  client: Parameters<Parameters<typeof call>[0]>[0],
  { amount, method }: { amount: number; method: string },
  idempotencyKey: string,
): Promise<string> {
  const body = { amount, payment_method: method };
  if (method === STRIPE) return (await client.POST('/api/user/stripe/pay', { body, idempotencyKey })).data.pay_link;
  const { url, data } = await client.POST('/api/user/pay', { body, idempotencyKey });
  return toProviderPage(url, data);
}

function leave(url: string): void {
  location.assign(url);
}
