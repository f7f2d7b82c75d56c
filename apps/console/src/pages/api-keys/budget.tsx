import { Checkbox, Group, NumberInput, Select, Text, TextInput } from '@mantine/core';
import type { Form } from '../../parts/form';
import { useCurrency, useQuotaFormat } from '../../parts/money';
import { Time } from '../../parts/time';
import { getTimeZone } from '../../parts/time-zone';
import type { ApiKey } from './key-form';
import { useApiKeyTexts } from './texts';

const PERIODS = ['hour', 'day', 'week', 'month'] as const;

interface BudgetValues {
  readonly hasBudget: boolean;
  readonly budget_quota: number;
  readonly budget_period: string;
  readonly budget_timezone: string;
}

/** The budget of a key as the form holds it, in the site's currency. */
export function readBudget(key: ApiKey | undefined, toAmount: (quota: number) => number): BudgetValues {
  const quota = key?.budget_quota ?? -1;
  return {
    hasBudget: quota >= 0,
    budget_quota: quota >= 0 ? toAmount(quota) : 1,
    budget_period: key?.budget_period || 'month',
    budget_timezone: key?.budget_timezone || getTimeZone(),
  };
}

/** The fields of the request that set or end the budget. */
export function toBudget({ hasBudget, ...budget }: BudgetValues, toQuota: (amount: number) => number): object {
  return hasBudget ? { ...budget, budget_quota: toQuota(budget.budget_quota) } : { budget_quota: -1 };
}

/** The fields of a budget, with the calendar windows in which it begins again. */
export function BudgetFields({
  form,
}: {
  readonly form: Pick<Form<BudgetValues>, 'values' | 'field' | 'check' | 'set'>;
}) {
  const t = useApiKeyTexts();
  const currency = useCurrency();
  return (
    <>
      <Checkbox {...form.check('hasBudget')} label={t('hasBudget')} />
      {form.values.hasBudget && (
        <Group align="flex-start" grow>
          <NumberInput
            {...form.field('budget_quota')}
            onChange={(value) => form.set('budget_quota', Number(value))}
            label={t('budgetAmount', { currency })}
            min={0}
          />
          <Select
            {...form.field('budget_period')}
            onChange={(value) => form.set('budget_period', value ?? 'month')}
            label={t('budgetPeriod')}
            data={PERIODS.map((period) => ({ value: period, label: t(period) }))}
            allowDeselect={false}
          />
        </Group>
      )}
      {form.values.hasBudget && (
        <TextInput {...form.field('budget_timezone')} label={t('budgetZone')} spellCheck={false} required />
      )}
    </>
  );
}

/** The used part of a budget, and the time when the budget begins again. */
export function Budget({ apiKey }: { readonly apiKey: ApiKey }) {
  const t = useApiKeyTexts();
  const format = useQuotaFormat();
  const { budget_quota: budget = -1, budget_used: used = 0, budget_resets_at: resets } = apiKey;
  if (budget < 0) return '–';
  return (
    <div>
      <Text size="sm">{t('budgetUsed', { used: format(used), budget: format(budget) })}</Text>
      {resets !== undefined && (
        <Text size="xs" c="dimmed">
          {t('budgetResets')} <Time at={resets} />
        </Text>
      )}
    </div>
  );
}
