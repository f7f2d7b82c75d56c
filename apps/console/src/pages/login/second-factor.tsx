import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { call } from '../../api/call';
import { useSignedIn } from '../../api/sign-in';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { useLoginTexts } from './texts';

/** Asks for the code of the authenticator app or a recovery code. */
export function SecondFactor({ onBack }: { readonly onBack: () => void }) {
  const t = useLoginTexts();
  const signedIn = useSignedIn();
  const form = useForm({ code: '' }, async (body) => {
    const { data } = await call((client) => client.POST('/api/user/login/2fa', { body }));
    signedIn(data);
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <Text size="sm">{t('codeWhy')}</Text>
        <TextInput {...form.field('code')} label={t('code')} autoComplete="one-time-code" required data-autofocus />
        <Refusal error={form.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onBack}>
            {t('back')}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t('verify')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
