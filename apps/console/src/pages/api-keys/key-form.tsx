import type { Reply } from '@tollgate/client';
import {
  Button,
  Checkbox,
  Code,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { readKey } from '../../api/keys';
import { useWrite } from '../../api/write';
import { CopyButton } from '../../parts/copy-button';
import { useForm } from '../../parts/form';
import { fromLocalInput, toLocalInput } from '../../parts/local-input';
import { useAmountToQuota, useCurrency, useQuotaToAmount } from '../../parts/money';
import { Refusal } from '../../parts/refusal';
import { usePartTexts } from '../../parts/texts';
import { BudgetFields, readBudget, toBudget } from './budget';
import { useApiKeyTexts } from './texts';

export type ApiKey = Reply<'get', '/api/token'>['data']['items'][number];

interface KeyFormProps {
  /** The key to change; without it, a new one is made. */
  readonly apiKey?: ApiKey;
  readonly onClose: () => void;
}

const FIELDS = {
  API_KEY_NAME_TOO_LONG: 'name',
  API_KEY_EXPIRY_PAST: 'expiry',
  API_KEY_GROUP_REFUSED: 'group',
} as const;

/** Makes or changes a key. A new key is shown once. */
export function KeyForm({ apiKey, onClose }: KeyFormProps) {
  const t = useApiKeyTexts();
  const parts = usePartTexts();
  const [made, setMade] = useState('');
  const title = made ? t('made') : apiKey ? t('edit', { name: apiKey.name }) : t('create');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': parts('close') }}>
      {made ? (
        <Stack>
          <Text size="sm">{t('madeWhy')}</Text>
          <Code block data-testid="made-key">
            {made}
          </Code>
          <Group justify="flex-end">
            <CopyButton value={made} />
            <Button onClick={onClose}>{t('done')}</Button>
          </Group>
        </Stack>
      ) : (
        <Fields {...(apiKey ? { apiKey } : {})} onMade={setMade} onClose={onClose} />
      )}
    </Modal>
  );
}

function Fields({ apiKey, onMade, onClose }: KeyFormProps & { readonly onMade: (key: string) => void }) {
  const t = useApiKeyTexts();
  const parts = usePartTexts();
  const currency = useCurrency();
  const toQuota = useAmountToQuota();
  const toAmount = useQuotaToAmount();
  const save = useWrite(
    async (client, body: { name: string; unlimited_quota: boolean }) =>
      apiKey
        ? (await client.PUT('/api/token', { body: { ...body, id: apiKey.id } })).data
        : (await client.POST('/api/token', { body })).data,
    { changes: [['keys']] },
  );
  const initial = {
    name: apiKey?.name ?? '',
    unlimited: apiKey?.unlimited_quota ?? true,
    limit: apiKey ? toAmount(apiKey.remain_quota) : 1,
    expiry: apiKey && apiKey.expired_time !== -1 ? toLocalInput(apiKey.expired_time) : '',
    models: apiKey?.model_limits ?? '',
    addresses: apiKey?.allow_ips ?? '',
    group: apiKey?.group ?? '',
    ...readBudget(apiKey, toAmount),
  };
  const form = useForm(
    initial,
    async ({ name, unlimited, limit, expiry, models, addresses, group, ...budget }) => {
      const key = await save.run({
        name,
        unlimited_quota: unlimited,
        ...(unlimited ? {} : { remain_quota: toQuota(limit) }),
        ...{ expired_time: expiry ? fromLocalInput(expiry) : -1 },
        ...{ model_limits_enabled: models.trim() !== '', model_limits: models.trim(), allow_ips: addresses, group },
        ...toBudget(budget, toQuota),
      });
      if (apiKey) onClose();
      else onMade(await readKey(key.id));
    },
    FIELDS,
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <TextInput {...form.field('name')} label={t('name')} maxLength={50} required data-autofocus />
        <Checkbox {...form.check('unlimited')} label={t('unlimited')} />
        {!form.values.unlimited && (
          <NumberInput
            {...form.field('limit')}
            onChange={(value) => form.set('limit', Number(value))}
            label={t('limit', { currency })}
            min={0}
          />
        )}
        <BudgetFields form={form} />
        <TextInput {...form.field('expiry')} label={t('expiry')} type="datetime-local" />
        <TextInput {...form.field('models')} label={t('models')} description={t('modelsHint')} />
        <Textarea {...form.field('addresses')} label={t('addresses')} description={t('addressesHint')} autosize />
        <GroupChoice value={form.values.group} onChange={(group) => form.set('group', group)} />
        <Refusal error={form.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {parts('cancel')}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t(apiKey ? 'save' : 'create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface GroupChoiceProps {
  readonly value: string;
  readonly onChange: (group: string) => void;
}

/** The groups that the user may use. It is left out if there is only one. */
function GroupChoice({ value, onChange }: GroupChoiceProps) {
  const t = useApiKeyTexts();
  const { data = {} } = useQuery({
    queryKey: ['groups'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/self/groups')).data),
  });
  const names = Object.keys(data);
  if (names.length < 2) return null;
  return (
    <Select
      label={t('group')}
      data={[{ value: '', label: t('groupOwn') }, ...names]}
      value={value}
      onChange={(next) => onChange(next ?? '')}
      allowDeselect={false}
    />
  );
}
