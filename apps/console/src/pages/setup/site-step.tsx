import { Button, Checkbox, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { optionsQuery, saveOptions } from '../../api/options';
import { useStatus } from '../../api/queries';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { useSetupTexts } from './texts';

interface StepProps {
  readonly onDone: () => void;
}

/** The site's name and address, and the rules of sign-up. */
export function SiteStep(props: StepProps) {
  const options = useQuery(optionsQuery);
  return <Read query={options}>{(values) => <SiteForm {...props} options={values} />}</Read>;
}

function SiteForm({ onDone, options }: StepProps & { readonly options: Readonly<Record<string, string>> }) {
  const t = useSetupTexts();
  const { quota_per_unit: quota } = useStatus();
  const form = useForm(
    {
      name: options.SystemName ?? '',
      address: options.ServerAddress || location.origin,
      mayRegister: options.RegisterEnabled === 'true',
      mayUsePassword: options.PasswordRegisterEnabled === 'true',
      gift: Number(options.QuotaForNewUser ?? 0),
    },
    async ({ name, address, mayRegister, mayUsePassword, gift }) => {
      await saveOptions({
        SystemName: name,
        ServerAddress: address,
        RegisterEnabled: String(mayRegister),
        PasswordRegisterEnabled: String(mayUsePassword),
        QuotaForNewUser: String(gift),
      });
      onDone();
    },
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <Text size="sm">{t('siteWhy')}</Text>
        <TextInput {...form.field('name')} label={t('siteName')} required />
        <TextInput {...form.field('address')} label={t('siteAddress')} type="url" required />
        <Checkbox {...form.check('mayRegister')} label={t('allowSignUp')} />
        <Checkbox {...form.check('mayUsePassword')} label={t('allowPasswordSignUp')} />
        <NumberInput
          {...form.field('gift')}
          onChange={(value) => form.set('gift', Number(value))}
          label={t('giftQuota')}
          description={t('giftHint', { quota })}
          min={0}
          allowDecimal={false}
        />
        <Refusal error={form.error} />
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
