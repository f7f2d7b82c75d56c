import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call';
import { statusQuery } from '../../api/queries';
import { setUserId } from '../../api/session';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useSetupTexts } from './texts';

const FIELDS = {
  SETUP_TOKEN_REQUIRED: 'setup_token',
  SETUP_USERNAME_LENGTH: 'username',
  SETUP_PASSWORD_LENGTH: 'password',
  PASSWORD_BLOCKED: 'password',
  SETUP_PASSWORDS_DIFFER: 'confirmPassword',
} as const;

/** Creates the root account and signs it in. */
export function RootStep({ token }: { readonly token: string }) {
  const t = useSetupTexts();
  const queries = useQueryClient();
  const initial = { setup_token: token, username: '', password: '', confirmPassword: '' };
  const form = useForm(
    initial,
    async (values) => {
      const { setup_token: given, ...account } = values;
      const body = { ...account, SelfUseModeEnabled: false, DemoSiteEnabled: false };
      await call((client) => client.POST('/api/setup', { body: given ? { ...body, setup_token: given } : body }));
      const { username, password } = account;
      const { data } = await call((client) => client.POST('/api/user/login', { body: { username, password } }));
      if (!data.require_2fa) setUserId(data.id);
      await queries.refetchQueries(statusQuery);
    },
    FIELDS,
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <Text size="sm">{t('rootWhy')}</Text>
        <TextInput {...form.field('username')} label={t('username')} autoComplete="username" maxLength={12} required />
        <PasswordInput
          {...form.field('password')}
          label={t('password')}
          description={t('passwordHint')}
          autoComplete="new-password"
          minLength={8}
          required
        />
        <PasswordInput
          {...form.field('confirmPassword')}
          label={t('confirmPassword')}
          autoComplete="new-password"
          required
        />
        <TextInput {...form.field('setup_token')} label={t('token')} description={t('tokenHint')} autoComplete="off" />
        <Refusal error={form.error} />
        <Button type="submit" loading={form.isBusy}>
          {t('createRoot')}
        </Button>
      </Stack>
    </form>
  );
}
