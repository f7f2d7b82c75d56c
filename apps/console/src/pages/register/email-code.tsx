import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import type { Form } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useRegisterTexts } from './texts';

interface EmailCodeProps {
  readonly form: Form<{ username: string; password: string; email: string; verification_code: string }>;
  readonly turnstile: string;
}

/** The address, and the code that proves it. */
export function EmailCode({ form, turnstile }: EmailCodeProps) {
  const t = useRegisterTexts();
  const [isSent, setSent] = useState(false);
  const send = useWrite(
    (client, email: string) =>
      client.GET('/api/verification', { params: { query: { email, ...(turnstile ? { turnstile } : {}) } } }),
    { onDone: () => setSent(true) },
  );
  // a refusal is shown below
  const start = () => void send.run(form.values.email).catch(() => undefined);
  return (
    <>
      <Group align="flex-end" wrap="nowrap">
        <TextInput {...form.field('email')} label={t('email')} type="email" autoComplete="email" required flex={1} />
        <Button variant="default" loading={send.isBusy} disabled={form.values.email === ''} onClick={start}>
          {t('sendCode')}
        </Button>
      </Group>
      {isSent && (
        <Text size="sm" role="status">
          {t('codeSent')}
        </Text>
      )}
      <Refusal error={send.error} />
      <TextInput {...form.field('verification_code')} label={t('code')} autoComplete="one-time-code" required />
    </>
  );
}
