import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { CopyButton } from '../../parts/copy-button';
import { GuestFrame } from '../../parts/guest-frame';
import { Refusal } from '../../parts/refusal';
import { useResetTexts } from './texts';
import { ButtonLink } from '../../parts/link';

/** The page of the link in the mail. It uses the link only on a click, because mail scanners open links. */
export function NewPasswordPage() {
  const t = useResetTexts();
  const { email = '', token = '' }: { readonly email?: string; readonly token?: string } = useSearch({ strict: false });
  const [password, setPassword] = useState('');
  const reset = useWrite((client) => client.POST('/api/user/reset', { body: { email, token } }), {
    onDone: ({ data }) => setPassword(data),
  });
  if (!email || !token) {
    return (
      <GuestFrame title={t('newTitle')}>
        <Text role="alert">{t('incomplete')}</Text>
      </GuestFrame>
    );
  }
  return (
    <GuestFrame title={t('newTitle')}>
      <Stack>
        {password ? (
          <>
            <Text size="sm">{t('made')}</Text>
            <Group>
              <Code fz="md">{password}</Code>
              <CopyButton value={password} />
            </Group>
            <ButtonLink to="/login">{t('signIn')}</ButtonLink>
          </>
        ) : (
          <>
            <Text size="sm">{t('newWhy', { email })}</Text>
            <Refusal error={reset.error} />
            <Button loading={reset.isBusy} onClick={() => void reset.run().catch(() => undefined)}>
              {t('make')}
            </Button>
          </>
        )}
      </Stack>
    </GuestFrame>
  );
}
