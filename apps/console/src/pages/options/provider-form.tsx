import { Button, Checkbox, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useWrite } from '../../api/write';
import { type Form, useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { usePartTexts } from '../../parts/texts';
import type { Provider } from './custom-providers';
import { useProviderTexts } from './provider-texts';

const ADDRESSES = ['authorization_endpoint', 'token_endpoint', 'user_info_endpoint'] as const;
const NAMES = ['scopes', 'user_id_field', 'username_field', 'display_name_field', 'email_field'] as const;
const REFUSALS = { CUSTOM_PROVIDER_SLUG_TAKEN: 'slug', CUSTOM_PROVIDER_SLUG_RESERVED: 'slug' } as const;
const NEW = {
  ...{ name: '', slug: '', enabled: true, well_known: '', client_id: '' },
  ...{ authorization_endpoint: '', token_endpoint: '', user_info_endpoint: '', scopes: 'openid profile email' },
  ...{ user_id_field: 'sub', username_field: 'preferred_username', display_name_field: 'name', email_field: 'email' },
};

type Values = typeof NEW & { client_secret: string };

interface ProviderFormProps {
  /** The provider to change; without it, a new one is made. */
  readonly provider?: Provider;
  readonly onClose: () => void;
}

/** Makes or changes a custom provider. */
export function ProviderForm({ provider, onClose }: ProviderFormProps) {
  const t = useProviderTexts();
  const parts = usePartTexts();
  const save = useWrite(
    async (client, { client_secret, ...body }: Values): Promise<unknown> =>
      provider
        ? client.PUT('/api/custom-oauth-provider/{id}', {
            params: { path: { id: provider.id } },
            // an empty field keeps the secret, because it is never read back
            body: { ...body, ...(client_secret ? { client_secret } : {}) },
          })
        : client.POST('/api/custom-oauth-provider', { body: { ...body, client_secret } }),
    { changes: [['custom-providers'], ['status']] },
  );
  const form = useForm<Values>(
    { ...pickValues(provider), client_secret: '' },
    async (values) => {
      await save.run(values);
      onClose();
    },
    REFUSALS,
  );
  const title = provider ? t('edit', { name: provider.name }) : t('add');
  const address = `${location.origin}/oauth/${form.values.slug}`;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': parts('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <TextInput {...form.field('name')} label={t('name')} maxLength={64} required data-autofocus />
          <TextInput
            {...form.field('slug')}
            label={t('slug')}
            description={t('slugHint', { address })}
            maxLength={63}
            required
          />
          <Checkbox {...form.check('enabled')} label={t('enabled')} />
          <Discovery form={form} />
          <TextInput {...form.field('client_id')} label={t('client_id')} autoComplete="off" required />
          <PasswordInput
            {...form.field('client_secret')}
            label={t('client_secret')}
            autoComplete="new-password"
            required={!provider}
            {...(provider ? { placeholder: t('secretKept') } : {})}
          />
          {ADDRESSES.map((name) => (
            <TextInput key={name} {...form.field(name)} label={t(name)} type="url" required />
          ))}
          {NAMES.map((name) => (
            <TextInput key={name} {...form.field(name)} label={t(name)} spellCheck={false} />
          ))}
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {parts('cancel')}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {t(provider ? 'save' : 'add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Reads the endpoints from the provider's discovery document, which also shows that it answers. */
function Discovery({ form }: { readonly form: Form<Values> }) {
  const t = useProviderTexts();
  const { well_known: address } = form.values;
  const read = useWrite(
    async (client, well_known_url: string) =>
      (await client.POST('/api/custom-oauth-provider/discovery', { body: { well_known_url } })).data,
    {
      onDone: ({ well_known_url: found, discovery }) => {
        form.set('well_known', found);
        const document = discovery as Readonly<Record<string, unknown>>;
        fill(form, 'authorization_endpoint', document.authorization_endpoint);
        fill(form, 'token_endpoint', document.token_endpoint);
        fill(form, 'user_info_endpoint', document.userinfo_endpoint);
      },
    },
  );
  return (
    <>
      <Group align="flex-end" wrap="nowrap">
        <TextInput {...form.field('well_known')} label={t('wellKnown')} type="url" flex={1} />
        <Button
          variant="default"
          loading={read.isBusy}
          disabled={address === ''}
          onClick={() => void read.run(address).catch(() => undefined)}
        >
          {t('discover')}
        </Button>
      </Group>
      <Refusal error={read.error} />
    </>
  );
}

function fill(form: Form<Values>, name: (typeof ADDRESSES)[number], found: unknown): void {
  if (typeof found === 'string') form.set(name, found);
}

/** The fields of a provider that the form changes. */
function pickValues(provider: Provider | undefined): typeof NEW {
  if (!provider) return NEW;
  const { name, slug, enabled, well_known, client_id, scopes } = provider;
  const { authorization_endpoint, token_endpoint, user_info_endpoint } = provider;
  const { user_id_field, username_field, display_name_field, email_field } = provider;
  return {
    ...{ name, slug, enabled, well_known, client_id, scopes },
    ...{ authorization_endpoint, token_endpoint, user_info_endpoint },
    ...{ user_id_field, username_field, display_name_field, email_field },
  };
}
