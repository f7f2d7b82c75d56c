import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useStatus } from '../../api/queries';
import { useSignedIn } from '../../api/sign-in';
import { useForm } from '../../parts/form';
import { GuestFrame } from '../../parts/guest-frame';
import { Refusal } from '../../parts/refusal';
import { Turnstile } from '../../parts/turnstile';
import { EmailCode } from './email-code';
import { Terms } from './terms';
import { useRegisterTexts } from './texts';
import { TextLink } from '../../parts/link';

/** Makes an account and signs it in. */
export function RegisterPage() {
  const t = useRegisterTexts();
  const status = useStatus();
  const { aff }: { readonly aff?: string } = useSearch({ strict: false });
  return (
    <GuestFrame title={t('title')}>
      <Stack>
        {aff && <Text size="sm">{t('invited')}</Text>}
        {status.register_enabled && status.password_register_enabled ? (
          <SignUpForm aff={aff} />
        ) : (
          <Text>{t('closed')}</Text>
        )}
        <Group gap="xs" justify="center">
          <Text size="sm">{t('hasAccount')}</Text>
          <TextLink to="/login" size="sm">
            {t('signIn')}
          </TextLink>
        </Group>
      </Stack>
    </GuestFrame>
  );
}

const FIELDS = {
  USERNAME_TAKEN: 'username',
  USERNAME_CONFUSABLE: 'username',
  ACCOUNT_EXISTS: 'username',
  PASSWORD_BLOCKED: 'password',
  EMAIL_REQUIRED: 'email',
  EMAIL_INVALID: 'email',
  EMAIL_TAKEN: 'email',
  EMAIL_DOMAIN_REFUSED: 'email',
  EMAIL_ALIAS_REFUSED: 'email',
  EMAIL_CODE_INVALID: 'verification_code',
} as const;

function SignUpForm({ aff }: { readonly aff: string | undefined }) {
  const t = useRegisterTexts();
  const { email_verification: needsEmail, turnstile_check: asksTurnstile } = useStatus();
  const signedIn = useSignedIn();
  const [turnstile, setTurnstile] = useState('');
  const query = asksTurnstile ? { turnstile } : {};
  const initial = { username: '', password: '', email: '', verification_code: '' };
  const form = useForm(
    initial,
    async ({ username, password, email, verification_code }) => {
      const mail = needsEmail ? { email, verification_code } : {};
      const body = { username, password, ...mail, ...(aff ? { aff_code: aff } : {}) };
      await call((client) => client.POST('/api/user/register', { body, params: { query } }));
      const { data } = await call((client) =>
        client.POST('/api/user/login', { body: { username, password }, params: { query } }),
      );
      if (!data.require_2fa) signedIn(data);
    },
    FIELDS,
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <TextInput {...form.field('username')} label={t('username')} autoComplete="username" maxLength={20} required />
        <PasswordInput
          {...form.field('password')}
          label={t('password')}
          description={t('passwordHint')}
          autoComplete="new-password"
          minLength={8}
          maxLength={20}
          required
        />
        {needsEmail && <EmailCode form={form} turnstile={turnstile} />}
        <Turnstile onToken={setTurnstile} />
        <Terms />
        <Refusal error={form.error} />
        <Button type="submit" loading={form.isBusy} disabled={asksTurnstile && turnstile === ''}>
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
}
