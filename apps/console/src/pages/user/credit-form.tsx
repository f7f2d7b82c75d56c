import { Button, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { useAmountToQuota, useCurrency, useQuotaFormat } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { useUserTexts } from './texts';
import { USER_CHANGES } from './user';

const MODES = ['add', 'subtract'] as const;
const FIELDS = {
  QUOTA_CHANGE_ZERO: 'amount',
  QUOTA_OUT_OF_RANGE: 'amount',
  INSUFFICIENT_QUOTA: 'amount',
  GRANT_CEILING: 'amount',
  REFERENCE_REUSED: 'reference',
} as const;

interface Change {
  readonly mode: (typeof MODES)[number];
  readonly value: number;
  readonly reference?: string;
  readonly reason: string;
}

/** Adds to a balance or takes from it, with a reference and a reason. */
export function CreditForm({ userId }: { readonly userId: number }) {
  const t = useUserTexts();
  const format = useQuotaFormat();
  const currency = useCurrency();
  const toQuota = useAmountToQuota();
  const change = useWrite(
    (client, body: Change, idempotencyKey) =>
      client.POST('/api/user/manage', { body: { id: userId, action: 'add_quota', ...body }, idempotencyKey }),
    { changes: [...USER_CHANGES, ['ledger']] },
  );
  const initial = { mode: 'add' as Change['mode'], amount: 1, reference: '', reason: '' };
  const form = useForm(
    initial,
    async ({ mode, amount, reference, reason }, reset) => {
      await change.run({ mode, value: toQuota(amount), reason, ...(reference ? { reference } : {}) });
      reset();
    },
    FIELDS,
  );
  const balance = change.result?.data.quota;
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={420}>
        <SegmentedControl
          aria-label={t('mode')}
          data={MODES.map((value) => ({ value, label: t(`mode_${value}`) }))}
          value={form.values.mode}
          onChange={(mode) => form.set('mode', mode)}
        />
        <NumberInput
          {...form.field('amount')}
          onChange={(value) => form.set('amount', Number(value))}
          label={t('amount', { currency })}
          description={t('creditQuota', { quota: toQuota(form.values.amount).toLocaleString() })}
          min={0}
          required
        />
        <TextInput
          {...form.field('reference')}
          label={t('reference')}
          description={t('referenceHint')}
          maxLength={128}
          autoComplete="off"
        />
        <TextInput {...form.field('reason')} label={t('creditReason')} maxLength={255} autoComplete="off" required />
        <Refusal error={form.error} />
        {balance !== undefined && (
          <Text size="sm" role="status">
            {t('credited', { balance: format(balance) })}
          </Text>
        )}
        <Button type="submit" loading={form.isBusy}>
          {t(`mode_${form.values.mode}`)}
        </Button>
      </Stack>
    </form>
  );
}
