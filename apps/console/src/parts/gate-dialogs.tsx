import { TollgateError } from '@tollgate/client';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/call';
import { canUsePasskeys, verifyByPasskey } from '../api/passkeys';
import { useSelf } from '../api/queries';
import { setUserId } from '../api/session';
import { useForm } from './form';
import { Refusal } from './refusal';
import { usePartTexts } from './texts';

interface DialogProps {
  readonly answer: (canContinue: boolean) => void;
}

/** Signs in again above the page, after the session has ended. */
export function SignInAgain({ answer }: DialogProps) {
  const t = usePartTexts();
  const self = useSelf();
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm(
    { username: self?.username ?? '', password: '', code: '' },
    async ({ username, password, code }) => {
      const { data } = await call(async (client) => {
        if (needsCode) return client.POST('/api/user/login/2fa', { body: { code } });
        return client.POST('/api/user/login', { body: { username, password } });
      });
      if ('require_2fa' in data && data.require_2fa) return setNeedsCode(true);
      setUserId('id' in data ? data.id : undefined);
      return answer(true);
    },
  );
  return (
    <Modal
      opened
      onClose={() => answer(false)}
      title={t('signInAgain')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={form.onSubmit}>
        <Stack>
          <Text size="sm">{t('signInAgainWhy')}</Text>
          {needsCode ? (
            <TextInput
              {...form.field('code')}
              label={t('secondFactorCode')}
              autoComplete="one-time-code"
              data-autofocus
            />
          ) : (
            <>
              <input type="text" name="username" autoComplete="username" value={form.values.username} readOnly hidden />
              <PasswordInput
                {...form.field('password')}
                label={t('password')}
                autoComplete="current-password"
                required
                data-autofocus
              />
            </>
          )}
          <Refusal error={form.error} />
          <Button type="submit" loading={form.isBusy}>
            {t('signIn')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

/** Proves who the user is, by the factor that the account has. */
export function StepUp({ answer }: DialogProps) {
  const t = usePartTexts();
  const factor = useQuery({
    queryKey: ['2fa', 'status'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/2fa/status')).data),
  });
  const passkey = useQuery({
    queryKey: ['passkeys'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/passkey')).data),
  });
  const [passkeyError, setPasskeyError] = useState<unknown>();
  const hasApp = factor.data?.enabled === true;
  const hasPasskey = passkey.data?.enabled === true && canUsePasskeys();
  // the server takes the password only from users who have no other factor
  const usesPassword = factor.isSuccess && passkey.isSuccess && !hasApp && passkey.data.enabled !== true;
  const form = useForm({ code: '' }, async ({ code }) => {
    await call((client) => client.POST('/api/verify', { body: { method: usesPassword ? 'password' : '2fa', code } }));
    answer(true);
  });
  const confirmByPasskey = () =>
    verifyByPasskey().then(
      () => answer(true),
      // the user closed the browser's own dialog
      (error: unknown) => setPasskeyError(error instanceof TollgateError ? error : undefined),
    );
  return (
    <Modal opened onClose={() => answer(false)} title={t('stepUp')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <Text size="sm">{t('stepUpWhy')}</Text>
          {usesPassword && (
            <PasswordInput
              {...form.field('code')}
              label={t('password')}
              autoComplete="current-password"
              required
              data-autofocus
            />
          )}
          {hasApp && (
            <TextInput
              {...form.field('code')}
              label={t('secondFactorCode')}
              autoComplete="one-time-code"
              required
              data-autofocus
            />
          )}
          <Refusal error={form.error ?? passkeyError ?? factor.error ?? passkey.error} />
          {(usesPassword || hasApp) && (
            <Button type="submit" loading={form.isBusy}>
              {t('confirm')}
            </Button>
          )}
          {hasPasskey && (
            <Button variant="default" onClick={() => void confirmByPasskey()}>
              {t('usePasskey')}
            </Button>
          )}
        </Stack>
      </form>
    </Modal>
  );
}
