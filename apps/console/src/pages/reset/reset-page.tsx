import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { useStatus } from '../../api/queries';
import { useForm } from '../../parts/form';
import { GuestFrame } from '../../parts/guest-frame';
import { Refusal } from '../../parts/refusal';
import { Turnstile } from '../../parts/turnstile';
import { useResetTexts } from './texts';
import { TextLink } from '../../parts/link';

/** Asks for a link that resets the password. */
export function ResetPage() {
  const t = useResetTexts();
  const { turnstile_check: asksTurnstile } = useStatus();
  const [turnstile, setTurnstile] = useState('');
  const [isSent, setSent] = useState(false);
  const form = useForm(
    { email: '' },
    async ({ email }) => {
      const query = { email, ...(asksTurnstile ? { turnstile } : {}) };
      await call((client) => client.GET('/api/reset_password', { params: { query } }));
      setSent(true);
    },
    { EMAIL_INVALID: 'email' },
  );
  return (
    <GuestFrame title={t('title')}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <Text size="sm">{t('why')}</Text>
          <TextInput {...form.field('email')} label={t('email')} type="email" autoComplete="email" required />
          <Turnstile onToken={setTurnstile} />
          <Refusal error={form.error} />
          {isSent && (
            <Text size="sm" role="status">
              {t('sent')}
            </Text>
          )}
          <Button type="submit" loading={form.isBusy}>
            {t('submit')}
          </Button>
          <TextLink to="/login" size="sm" ta="center">
            {t('back')}
          </TextLink>
        </Stack>
      </form>
    </GuestFrame>
  );
}
