import { Button, Divider, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import { useStatus } from '../../api/queries';
import { useSignedIn } from '../../api/sign-in';
import { useForm } from '../../parts/form';
import { GuestFrame } from '../../parts/guest-frame';
import { Refusal } from '../../parts/refusal';
import { Turnstile } from '../../parts/turnstile';
import { PasskeyButton } from './passkey-button';
import { hasProviders, Providers } from './providers';
import { SecondFactor } from './second-factor';
import { useLoginTexts } from './texts';
import { TextLink } from '../../parts/link';

/** Signs in by password, passkey or provider, with the second factor if the account has one. */
export function LoginPage() {
  const t = useLoginTexts();
  const status = useStatus();
  const signedIn = useSignedIn();
  const [needsCode, setNeedsCode] = useState(false);
  if (needsCode) {
    return (
      <GuestFrame title={t('title')}>
        <SecondFactor onBack={() => setNeedsCode(false)} />
      </GuestFrame>
    );
  }
  return (
    <GuestFrame title={t('title')}>
      <Stack>
        {status.password_login_enabled ? (
          <PasswordForm onCode={() => setNeedsCode(true)} />
        ) : (
          <Text size="sm">{t('passwordClosed')}</Text>
        )}
        {(status.passkey_login || hasProviders(status)) && <Divider label={t('or')} />}
        {status.passkey_login && <PasskeyButton onSignedIn={signedIn} />}
        <Providers onSignedIn={signedIn} onCode={() => setNeedsCode(true)} />
        {status.register_enabled && (
          <Group gap="xs" justify="center">
            <Text size="sm">{t('noAccount')}</Text>
            <TextLink to="/register" size="sm">
              {t('signUp')}
            </TextLink>
          </Group>
        )}
      </Stack>
    </GuestFrame>
  );
}

function PasswordForm({ onCode }: { readonly onCode: () => void }) {
  const t = useLoginTexts();
  const { turnstile_check: asksTurnstile } = useStatus();
  const signedIn = useSignedIn();
  const [turnstile, setTurnstile] = useState('');
  const form = useForm({ username: '', password: '' }, async (body) => {
    const { data } = await call((client) =>
      client.POST('/api/user/login', { body, params: { query: asksTurnstile ? { turnstile } : {} } }),
    );
    if (data.require_2fa) onCode();
    else signedIn(data);
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <TextInput {...form.field('username')} label={t('username')} autoComplete="username webauthn" required />
        <PasswordInput {...form.field('password')} label={t('password')} autoComplete="current-password" required />
        <Turnstile onToken={setTurnstile} />
        <Refusal error={form.error} />
        <Button type="submit" loading={form.isBusy} disabled={asksTurnstile && turnstile === ''}>
          {t('submit')}
        </Button>
        <TextLink to="/reset" size="sm" ta="center">
          {t('forgotten')}
        </TextLink>
      </Stack>
    </form>
  );
}
