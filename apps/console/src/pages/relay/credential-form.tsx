import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { useForm } from '../../parts/form';
import { fromLocalInput } from '../../parts/local-input';
import { Refusal } from '../../parts/refusal';
import { SecretOnce } from '../../parts/secret-once';
import { usePartTexts } from '../../parts/texts';
import { useRelayTexts } from './texts';

type Scope = 'verify' | 'usage';

interface NewCredential {
  readonly name: string;
  readonly scopes: Scope[];
  readonly allow_ips: string;
  readonly expired_time: number;
}

/** Makes a credential, and shows its secret once. */
export function CredentialForm({ onClose }: { readonly onClose: () => void }) {
  const t = useRelayTexts();
  const parts = usePartTexts();
  const create = useWrite(
    async (client, body: NewCredential) => (await client.POST('/api/relay-credential', { body })).data,
    { changes: [['relay-credentials']] },
  );
  const [secret, setSecret] = useState('');
  const form = useForm(
    { name: '', verify: true, usage: true, allow_ips: '', expired_time: '' },
    async ({ name, verify, usage, allow_ips, expired_time }) => {
      const scopes: Scope[] = [...(verify ? ['verify' as const] : []), ...(usage ? ['usage' as const] : [])];
      const expires = expired_time ? fromLocalInput(expired_time) : -1;
      const made = await create.run({ name, scopes, allow_ips, expired_time: expires });
      setSecret(made.secret);
    },
  );
  const { name, verify, usage } = form.values;
  if (secret) return <SecretOnce title={t('secretTitle', { name })} secret={secret} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('create')} closeButtonProps={{ 'aria-label': parts('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <TextInput {...form.field('name')} label={t('name')} maxLength={50} required data-autofocus />
          <Checkbox {...form.check('verify')} label={t('verify')} />
          <Checkbox {...form.check('usage')} label={t('usage')} />
          <Textarea
            {...form.field('allow_ips')}
            label={t('addressesField')}
            description={t('addressesHint')}
            autosize
          />
          <TextInput {...form.field('expired_time')} label={t('expiry')} type="datetime-local" />
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {parts('cancel')}
            </Button>
            <Button type="submit" loading={form.isBusy} disabled={!verify && !usage}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
