import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useSecurityTexts } from './texts';

/** Changes the password. */
export function PasswordForm({ username }: { readonly username: string }) {
  const t = useSecurityTexts();
  const [isSaved, setSaved] = useState(false);
  const save = useWrite((client, body: { original_password: string; password: string }) =>
    client.PUT('/api/user/self', { body }),
  );
  const form = useForm(
    { original_password: '', password: '' },
    async (values, reset) => {
      setSaved(false);
      await save.run(values);
      reset();
      setSaved(true);
    },
    { ORIGINAL_PASSWORD_WRONG: 'original_password', PASSWORD_BLOCKED: 'password' },
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={420}>
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <PasswordInput
          {...form.field('original_password')}
          label={t('oldPassword')}
          autoComplete="current-password"
          required
        />
        <PasswordInput
          {...form.field('password')}
          label={t('newPassword')}
          description={t('passwordHint')}
          autoComplete="new-password"
          minLength={8}
          maxLength={20}
          required
        />
        <Refusal error={form.error} />
        <Group>
          <Button type="submit" loading={form.isBusy}>
            {t('changePassword')}
          </Button>
          {isSaved && (
            <Text size="sm" role="status">
              {t('saved')}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
