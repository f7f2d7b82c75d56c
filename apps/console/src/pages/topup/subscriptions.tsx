import type { Reply } from '@tollgate/client';
import { Badge, Group, Select, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useWrite } from '../../api/write';
import { useQuotaFormat } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import type { TopupInfo } from './pay';
import { type Plan, Plans } from './plans';
import { useSubscriptionTexts } from './subscription-texts';

type Own = Reply<'get', '/api/subscription/self'>['data'];
type Subscription = Own['all_subscriptions'][number]['subscription'];

const PREFERENCES = ['subscription_first', 'wallet_first', 'subscription_only', 'wallet_only'] as const;
const COLORS = { active: 'green', expired: 'gray', cancelled: 'red' } as const;

/** The plans that the site sells, and the user's subscriptions. It is left out if there are neither. */
export function Subscriptions({ info }: { readonly info: TopupInfo }) {
  const t = useSubscriptionTexts();
  const plans = useQuery({
    queryKey: ['plans'],
    queryFn: () =>
      call(async (client) => (await client.GET('/api/subscription/plans')).data.map(({ plan }): Plan => plan)),
  });
  const own = useQuery({
    queryKey: ['subscriptions'],
    queryFn: () => call(async (client) => (await client.GET('/api/subscription/self')).data),
  });
  return (
    <Read query={plans}>
      {(sold) => (
        <Read query={own}>
          {(mine) => (
            <>
              {sold.length > 0 && (
                <section>
                  <Title order={2} size="h4" mb="md">
                    {t('plans')}
                  </Title>
                  <Plans plans={sold} info={info} />
                </section>
              )}
              {mine.all_subscriptions.length > 0 && <Mine own={mine} plans={sold} />}
            </>
          )}
        </Read>
      )}
    </Read>
  );
}

interface MineProps {
  readonly own: Own;
  readonly plans: readonly Plan[];
}

function Mine({ own, plans }: MineProps) {
  const t = useSubscriptionTexts();
  const titles = new Map(plans.map(({ id, title }) => [id, title]));
  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h4">
        {t('mine')}
      </Title>
      <Preference value={own.billing_preference} />
      <Table aria-label={t('mine')} className="cards-when-narrow" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('plan')}</Table.Th>
            <Table.Th>{t('state')}</Table.Th>
            <Table.Th ta="right">{t('use')}</Table.Th>
            <Table.Th>{t('begins')}</Table.Th>
            <Table.Th>{t('ends')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {own.all_subscriptions.map(({ subscription }) => (
            <Row key={subscription.id} {...subscription} title={titles.get(subscription.plan_id)} />
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

function Row({ title, ...subscription }: Subscription & { readonly title: string | undefined }) {
  const t = useSubscriptionTexts();
  const parts = usePartTexts();
  const format = useQuotaFormat();
  const { status, amount_total: total, amount_used: used, next_reset_time: reset } = subscription;
  const state = status === 'active' || status === 'cancelled' ? status : 'expired';
  return (
    <Table.Tr>
      <Table.Td data-title={t('plan')}>{title ?? t('planNumber', { id: subscription.plan_id })}</Table.Td>
      <Table.Td data-title={t('state')}>
        <Badge variant="light" color={COLORS[state]}>
          {t(state)}
        </Badge>
      </Table.Td>
      <Table.Td data-title={t('use')} className="number">
        <div>
          {t('usedOf', { used: format(used), total: total === 0 ? parts('unlimited') : format(total) })}
          {state === 'active' && reset > 0 && (
            <Text size="xs" c="dimmed">
              {t('resetsAt')} <Time at={reset} />
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-title={t('begins')}>
        <Time at={subscription.start_time} />
      </Table.Td>
      <Table.Td data-title={t('ends')}>
        <Time at={subscription.end_time} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Whether calls use plans or the balance first. */
function Preference({ value }: { readonly value: string }) {
  const t = useSubscriptionTexts();
  const choose = useWrite(
    (client, billing_preference: string) =>
      client.PUT('/api/subscription/self/preference', { body: { billing_preference } }),
    { changes: [['subscriptions']] },
  );
  return (
    <>
      <Group>
        <Select
          label={t('preference')}
          data={PREFERENCES.map((name) => ({ value: name, label: t(name) }))}
          value={value}
          onChange={(next) => void choose.run(next ?? value).catch(() => undefined)}
          disabled={choose.isBusy}
          allowDeselect={false}
          w={320}
        />
      </Group>
      <Refusal error={choose.error} />
    </>
  );
}
