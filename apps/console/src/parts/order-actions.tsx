import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../api/write';
import { Confirm } from './confirm';
import { useForm } from './form';
import { useQuotaFormat } from './money';
import type { Order } from './order-state';
import { useOrderTexts } from './order-texts';
import { Refusal } from './refusal';
import { usePartTexts } from './texts';

const COMPLETABLE: readonly Order['status'][] = ['pending', 'expired', 'failed'];
const CHANGES = [['orders'], ['users'], ['ledger']];

interface DialogProps {
  readonly order: Order;
  readonly onClose: () => void;
}

/** Completes an order by hand, or takes its credit back. */
export function OrderActions({ order }: { readonly order: Order }) {
  const t = useOrderTexts();
  const [open, setOpen] = useState<'complete' | 'refund'>();
  const close = () => setOpen(undefined);
  return (
    <Group gap={4} justify="flex-end">
      {COMPLETABLE.includes(order.status) && (
        <Button size="xs" variant="subtle" onClick={() => setOpen('complete')}>
          {t('complete')}
        </Button>
      )}
      {order.status === 'success' && (
        <Button size="xs" variant="subtle" color="red" onClick={() => setOpen('refund')}>
          {t('refund')}
        </Button>
      )}
      {open === 'complete' && <Complete order={order} onClose={close} />}
      {open === 'refund' && <Refund order={order} onClose={close} />}
    </Group>
  );
}

function Complete({ order: { trade_no: number, credit_quota: credit, username }, onClose }: DialogProps) {
  const t = useOrderTexts();
  const format = useQuotaFormat();
  const complete = useWrite(
    (client, trade_no: string, idempotencyKey) =>
      client.POST('/api/user/topup/complete', { body: { trade_no }, idempotencyKey }),
    { changes: CHANGES },
  );
  return (
    <Confirm
      title={t('completeTitle', { order: number })}
      text={t('completeText', { credit: format(credit), user: username })}
      action={t('complete')}
      onConfirm={() => complete.run(number)}
      onClose={onClose}
    />
  );
}

function Refund({ order: { trade_no: number }, onClose }: DialogProps) {
  const t = useOrderTexts();
  const parts = usePartTexts();
  const refund = useWrite(
    (client, body: { reason: string; money?: string }, idempotencyKey) =>
      client.POST('/api/user/topup/refund', { body: { trade_no: number, ...body }, idempotencyKey }),
    { changes: CHANGES },
  );
  const form = useForm(
    { money: '', reason: '' },
    async ({ money, reason }) => {
      await refund.run({ reason, ...(money.trim() ? { money: money.trim() } : {}) });
      onClose();
    },
    { REFUND_OUT_OF_RANGE: 'money' },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('refundTitle', { order: number })}
      closeButtonProps={{ 'aria-label': parts('close') }}
    >
      <form onSubmit={form.onSubmit}>
        <Stack>
          <Text size="sm">{t('refundText')}</Text>
          <TextInput {...form.field('reason')} label={parts('reason')} maxLength={255} required data-autofocus />
          <TextInput {...form.field('money')} label={t('money')} inputMode="decimal" autoComplete="off" />
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {parts('cancel')}
            </Button>
            <Button type="submit" color="red" loading={form.isBusy}>
              {t('refund')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
