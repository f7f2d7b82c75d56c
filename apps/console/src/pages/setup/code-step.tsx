import { Button, Code, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { CopyButton } from '../../parts/copy-button';
import { useForm } from '../../parts/form';
import { useAmountToQuota, useCurrency } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { useSetupTexts } from './texts';
import { ButtonLink } from '../../parts/link';

/** Makes the first redemption code. */
export function CodeStep() {
  const t = useSetupTexts();
  const toQuota = useAmountToQuota();
  const currency = useCurrency();
  const [code, setCode] = useState('');
  const make = useWrite((client, body: { name: string; count: number; quota: number }, idempotencyKey) =>
    client.POST('/api/redemption', { body, idempotencyKey }),
  );
  const form = useForm({ name: t('welcome'), amount: 1 }, async ({ name, amount }) => {
    const { data } = await make.run({ name, count: 1, quota: toQuota(amount) });
    setCode(data[0] ?? '');
  });
  return (
    <Stack>
      <Text size="sm">{t('codeWhy')}</Text>
      {code ? (
        <>
          <Text size="sm">{t('codeMade')}</Text>
          <Group wrap="nowrap">
            <Code fz="sm" data-testid="first-code">
              {code}
            </Code>
            <CopyButton value={code} />
          </Group>
        </>
      ) : (
        <form onSubmit={form.onSubmit}>
          <Stack>
            <TextInput {...form.field('name')} label={t('codeName')} maxLength={20} required />
            <NumberInput
              {...form.field('amount')}
              onChange={(value) => form.set('amount', Number(value))}
              label={t('codeAmount', { currency })}
              min={0.01}
              required
            />
            <Refusal error={form.error} />
            <Button type="submit" loading={form.isBusy}>
              {t('makeCode')}
            </Button>
          </Stack>
        </form>
      )}
      <ButtonLink to="/console" variant={code ? 'filled' : 'default'}>
        {t('finish')}
      </ButtonLink>
    </Stack>
  );
}
