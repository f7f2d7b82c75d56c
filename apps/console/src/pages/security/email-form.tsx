import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useSecurityTexts } from './texts';

const FIELDS = {
  EMAIL_INVALID: 'email',
  EMAIL_TAKEN: 'email',
  EMAIL_DOMAIN_REFUSED: 'email',
  EMAIL_ALIAS_REFUSED: 'email',
  EMAIL_CODE_INVALID: 'code',
} as const;

/** The address of the user. A code from a mail proves a new one. */
export function EmailForm({ email }: { readonly email: string }) {
  const t = useSecurityTexts();
  const [isSent, setSent] = useState(false);
  const send = useWrite(
    (client, address: string) => client.GET('/api/verification', { params: { query: { email: address } } }),
    { onDone: () => setSent(true) },
  );
  const bind = useWrite(
    (client, query: { email: string; code: string }) => client.POST('/api/oauth/email/bind', { params: { query } }),
    { changes: [['self']] },
  );
  const form = useForm({ email: '', code: '' }, (values) => bind.run(values), FIELDS);
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={420}>
        <Text size="sm">{email || t('noEmail')}</Text>
        <Group align="flex-end" wrap="nowrap">
          <TextInput {...form.field('email')} label={t('email')} type="email" autoComplete="email" required flex={1} />
          <Button
            variant="default"
            loading={send.isBusy}
            disabled={form.values.email === ''}
            onClick={() => void send.run(form.values.email).catch(() => undefined)}
          >
            {t('sendCode')}
          </Button>
        </Group>
        {isSent && (
          <Text size="sm" role="status">
            {t('codeSent')}
          </Text>
        )}
        <TextInput {...form.field('code')} label={t('emailCode')} autoComplete="one-time-code" required />
        <Refusal error={form.error ?? send.error} />
        <Button type="submit" loading={form.isBusy} w="fit-content">
          {t('bindEmail')}
        </Button>
      </Stack>
    </form>
  );
}
