import { Alert, Button, Checkbox, Group, NumberInput, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { optionsQuery, saveOptions } from '../../api/options';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { useSetupTexts } from './texts';

interface StepProps {
  readonly onDone: () => void;
}

/** The mail server, with a test mail. */
export function MailStep(props: StepProps) {
  const options = useQuery(optionsQuery);
  return <Read query={options}>{(values) => <MailForm {...props} options={values} />}</Read>;
}

function MailForm({ onDone, options }: StepProps & { readonly options: Readonly<Record<string, string>> }) {
  const t = useSetupTexts();
  const initial = {
    server: options.SMTPServer ?? '',
    port: Number(options.SMTPPort || 587),
    ssl: options.SMTPSSLEnabled === 'true',
    account: options.SMTPAccount ?? '',
    token: '',
    from: options.SMTPFrom ?? '',
    verify: options.EmailVerificationEnabled === 'true',
    to: '',
  };
  const save = ({ server, port, ssl, account, token, from, verify }: typeof initial) =>
    saveOptions({
      SMTPServer: server,
      SMTPPort: String(port),
      SMTPSSLEnabled: String(ssl),
      SMTPAccount: account,
      // an empty field keeps the secret, because it is never read back
      ...(token ? { SMTPToken: token } : {}),
      SMTPFrom: from,
      EmailVerificationEnabled: String(verify),
    });
  const form = useForm(initial, async (values) => {
    await save(values);
    onDone();
  });
  const test = useWrite(async (client, values: typeof initial) => {
    await save(values);
    return (await client.POST('/api/option/test_mail', { body: { to: values.to } })).data;
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <Text size="sm">{t('mailWhy')}</Text>
        <Group align="flex-end" wrap="nowrap">
          <TextInput {...form.field('server')} label={t('smtpServer')} flex={1} />
          <NumberInput
            {...form.field('port')}
            onChange={(value) => form.set('port', Number(value))}
            label={t('smtpPort')}
            min={1}
            max={65535}
            w={100}
          />
        </Group>
        <Checkbox {...form.check('ssl')} label={t('smtpSsl')} />
        <TextInput {...form.field('account')} label={t('smtpAccount')} autoComplete="off" />
        <PasswordInput {...form.field('token')} label={t('smtpToken')} autoComplete="off" />
        <TextInput {...form.field('from')} label={t('smtpFrom')} type="email" />
        <Checkbox {...form.check('verify')} label={t('verifyEmail')} />
        <Group align="flex-end" wrap="nowrap">
          <TextInput {...form.field('to')} label={t('testTo')} type="email" autoComplete="email" flex={1} />
          <Button
            variant="default"
            loading={test.isBusy}
            disabled={!form.values.to}
            onClick={() => void test.run(form.values).catch(() => undefined)}
          >
            {t('sendTest')}
          </Button>
        </Group>
        {test.result && (
          <Alert role="status" color={test.result.sent ? 'green' : 'red'}>
            {t(test.result.sent ? 'testSent' : 'testRefused', { response: test.result.response })}
          </Alert>
        )}
        <Refusal error={form.error ?? test.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('skip')}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
