import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Self } from '../../api/queries';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useSecurityTexts } from './texts';

/** The names of the user. */
export function ProfileForm({ self }: { readonly self: Self }) {
  const t = useSecurityTexts();
  const [isSaved, setSaved] = useState(false);
  const save = useWrite(
    (client, body: { username: string; display_name: string }) => client.PUT('/api/user/self', { body }),
    { changes: [['self']] },
  );
  const form = useForm(
    { username: self.username, display_name: self.display_name },
    async (values) => {
      setSaved(false);
      await save.run(values);
      setSaved(true);
    },
    { USERNAME_TAKEN: 'username', USERNAME_CONFUSABLE: 'username' },
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={420}>
        <TextInput {...form.field('username')} label={t('username')} autoComplete="username" maxLength={20} required />
        <TextInput {...form.field('display_name')} label={t('displayName')} autoComplete="nickname" maxLength={20} />
        <Refusal error={form.error} />
        <Group>
          <Button type="submit" loading={form.isBusy}>
            {t('save')}
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
