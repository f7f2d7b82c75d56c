import { Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { useAmountToQuota, useCurrency } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { usePartTexts } from '../../parts/texts';
import type { Made } from './made-codes';
import { useCodesTexts } from './texts';

interface CodeFormProps {
  readonly onMade: (made: Made) => void;
  readonly onClose: () => void;
}

interface Batch {
  readonly name: string;
  readonly count: number;
  readonly quota: number;
  readonly expired_time: number;
}

const MOST = 100;
const FIELDS = {
  REDEMPTION_NAME: 'name',
  REDEMPTION_COUNT_LOW: 'count',
  REDEMPTION_COUNT_HIGH: 'count',
  REDEMPTION_QUOTA: 'amount',
  GRANT_CEILING: 'amount',
  REDEMPTION_EXPIRY: 'expiry',
} as const;

/** Makes a batch of codes. */
export function CodeForm({ onMade, onClose }: CodeFormProps) {
  const t = useCodesTexts();
  const parts = usePartTexts();
  const currency = useCurrency();
  const toQuota = useAmountToQuota();
  const make = useWrite(
    (client, body: Batch, idempotencyKey) => client.POST('/api/redemption', { body, idempotencyKey }),
    { changes: [['codes']] },
  );
  const form = useForm(
    { name: '', count: 1, amount: 1, expiry: '' },
    async ({ name, count, amount, expiry }) => {
      const quota = toQuota(amount);
      const end = expiry ? Math.floor(new Date(expiry).getTime() / 1000) : 0;
      const { data } = await make.run({ name, count, quota, expired_time: end });
      onMade({ name, quota, codes: data });
      onClose();
    },
    FIELDS,
  );
  return (
    <Modal opened onClose={onClose} title={t('make')} closeButtonProps={{ 'aria-label': parts('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <TextInput
            {...form.field('name')}
            label={t('name')}
            description={t('nameHint')}
            maxLength={20}
            required
            data-autofocus
          />
          <NumberInput
            {...form.field('count')}
            onChange={(value) => form.set('count', Number(value))}
            label={t('count')}
            min={1}
            max={MOST}
            required
          />
          <NumberInput
            {...form.field('amount')}
            onChange={(value) => form.set('amount', Number(value))}
            label={t('amount', { currency })}
            min={0}
            required
          />
          <TextInput {...form.field('expiry')} label={t('expiry')} type="datetime-local" />
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {parts('cancel')}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {t('make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
