import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { Section } from '../../parts/section';
import { useOptionTexts } from './texts';

/** Sends a mail with the saved settings, and shows the answer of the mail server. */
export function TestMail() {
  const t = useOptionTexts();
  const test = useWrite(
    async (client, body: { to: string }) => (await client.POST('/api/option/test_mail', { body })).data,
  );
  const form = useForm({ to: '' }, (values) => test.run(values));
  return (
    <Section title={t('testMail')}>
      <form onSubmit={form.onSubmit}>
        <Stack maw={720}>
          <Text size="sm">{t('testMailWhy')}</Text>
          <Group align="flex-end">
            <TextInput {...form.field('to')} label={t('testTo')} type="email" autoComplete="email" required flex={1} />
            <Button type="submit" variant="default" loading={form.isBusy}>
              {t('sendTest')}
            </Button>
          </Group>
          {test.result && (
            <Alert role="status" color={test.result.sent ? 'green' : 'red'}>
              {t(test.result.sent ? 'testSent' : 'testRefused', { response: test.result.response })}
            </Alert>
          )}
          <Refusal error={form.error} />
        </Stack>
      </form>
    </Section>
  );
}
