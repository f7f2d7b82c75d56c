import { Button, Checkbox, Group, NumberInput, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { type Form, useForm } from '../../parts/form';
import { useAmountToQuota, useCurrency, useQuotaToAmount } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { useSettingsTexts } from './texts';

const WAYS = ['email', 'webhook', 'bark', 'gotify'] as const;
const DEFAULT_THRESHOLD = 500_000;

/** The settings of notices as the form holds them. */
function readSetting(text: string) {
  const stored = (text ? JSON.parse(text) : {}) as Readonly<Record<string, unknown>>;
  const textOf = (name: string) => (typeof stored[name] === 'string' ? stored[name] : '');
  const numberOf = (name: string, fallback: number) => (typeof stored[name] === 'number' ? stored[name] : fallback);
  return {
    notify_type: WAYS.find((way) => way === stored.notify_type) ?? 'email',
    quota_warning_threshold: numberOf('quota_warning_threshold', DEFAULT_THRESHOLD),
    notification_email: textOf('notification_email'),
    webhook_url: textOf('webhook_url'),
    webhook_secret: textOf('webhook_secret'),
    bark_url: textOf('bark_url'),
    gotify_url: textOf('gotify_url'),
    gotify_token: textOf('gotify_token'),
    gotify_priority: numberOf('gotify_priority', 5),
    record_ip_log: stored.record_ip_log === true,
  };
}

type Setting = ReturnType<typeof readSetting>;

/** The threshold of the notice about a low balance, and its channel. */
export function NoticeForm({ setting }: { readonly setting: string }) {
  const t = useSettingsTexts();
  const currency = useCurrency();
  const toQuota = useAmountToQuota();
  const toAmount = useQuotaToAmount();
  const [isSaved, setSaved] = useState(false);
  const save = useWrite((client, body: Setting) => client.PUT('/api/user/setting', { body }), { changes: [['self']] });
  const stored = readSetting(setting);
  const initial = { ...stored, quota_warning_threshold: toAmount(stored.quota_warning_threshold) };
  const form = useForm(initial, async (values) => {
    setSaved(false);
    await save.run({ ...values, quota_warning_threshold: toQuota(values.quota_warning_threshold) });
    setSaved(true);
  });
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={420}>
        <NumberInput
          {...form.field('quota_warning_threshold')}
          onChange={(value) => form.set('quota_warning_threshold', Number(value))}
          label={t('threshold', { currency })}
          min={0}
          required
        />
        <Radio.Group
          name="notify_type"
          label={t('by')}
          value={form.values.notify_type}
          onChange={(value) => form.set('notify_type', WAYS.find((way) => way === value) ?? 'email')}
        >
          <Group mt={4}>
            {WAYS.map((way) => (
              <Radio key={way} value={way} label={t(way)} />
            ))}
          </Group>
        </Radio.Group>
        <WayFields form={form} />
        <Checkbox {...form.check('record_ip_log')} label={t('recordIp')} />
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

function WayFields({ form }: { readonly form: Form<Setting> }) {
  const t = useSettingsTexts();
  switch (form.values.notify_type) {
    case 'webhook':
      return (
        <>
          <TextInput {...form.field('webhook_url')} label={t('webhookUrl')} type="url" required />
          <PasswordInput {...form.field('webhook_secret')} label={t('webhookSecret')} autoComplete="off" />
        </>
      );
    case 'bark':
      return <TextInput {...form.field('bark_url')} label={t('barkUrl')} type="url" required />;
    case 'gotify':
      return (
        <>
          <TextInput {...form.field('gotify_url')} label={t('gotifyUrl')} type="url" required />
          <PasswordInput {...form.field('gotify_token')} label={t('gotifyToken')} autoComplete="off" required />
          <NumberInput
            {...form.field('gotify_priority')}
            onChange={(value) => form.set('gotify_priority', Number(value))}
            label={t('gotifyPriority')}
            min={0}
            max={10}
          />
        </>
      );
    default:
      return <TextInput {...form.field('notification_email')} label={t('noticeEmail')} type="email" />;
  }
}
