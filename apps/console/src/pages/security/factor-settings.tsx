import type { Reply } from '@tollgate/client';
import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { renderSVG } from 'uqr';
import { call } from '../../api/call';
import { useWrite } from '../../api/write';
import { CopyButton } from '../../parts/copy-button';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { Read } from '../../parts/states';
import { useSecurityTexts } from './texts';

type SetUp = Reply<'post', '/api/user/2fa/setup'>['data'];

const CHANGES = [['2fa']];

/** The second factor by an authenticator app. */
export function FactorSettings() {
  const t = useSecurityTexts();
  const queries = useQueryClient();
  const [secret, setSecret] = useState<SetUp>();
  const status = useQuery({
    queryKey: ['2fa', 'status'],
    queryFn: () => call(async (client) => (await client.GET('/api/user/2fa/status')).data),
  });
  const begin = useWrite(async (client) => (await client.POST('/api/user/2fa/setup')).data, { onDone: setSecret });
  const finish = () => {
    setSecret(undefined);
    void queries.invalidateQueries({ queryKey: ['2fa'] });
  };
  return (
    <Read query={status}>
      {({ enabled, backup_codes_remaining: count = 0 }) => {
        if (enabled) return <FactorOn count={count} />;
        if (secret) return <Enable setUp={secret} onDone={finish} />;
        return (
          <Stack align="flex-start">
            <Text size="sm">{t('factorOff')}</Text>
            <Refusal error={begin.error} />
            <Button loading={begin.isBusy} onClick={() => void begin.run().catch(() => undefined)}>
              {t('factorSetUp')}
            </Button>
          </Stack>
        );
      }}
    </Read>
  );
}

function Enable({ setUp, onDone }: { readonly setUp: SetUp; readonly onDone: () => void }) {
  const t = useSecurityTexts();
  const enable = useWrite((client, code: string) => client.POST('/api/user/2fa/enable', { body: { code } }));
  const form = useForm(
    { code: '' },
    async ({ code }) => {
      await enable.run(code);
      onDone();
    },
    { CODE_REFUSED: 'code', CODE_WRONG: 'code', CODE_LENGTH: 'code', CODE_DIGITS: 'code' },
  );
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={520}>
        <Text size="sm">{t('scan')}</Text>
        <QrCode text={setUp.qr_code_data} label={t('qrCode')} />
        <Group>
          <Text size="sm">{t('secret')}</Text>
          <Code data-testid="factor-secret">{setUp.secret}</Code>
          <CopyButton value={setUp.secret} />
        </Group>
        <RecoveryCodes codes={setUp.backup_codes} />
        <TextInput
          {...form.field('code')}
          label={t('appCode')}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
        />
        <Refusal error={form.error} />
        <Button type="submit" loading={form.isBusy} w="fit-content">
          {t('switchOn')}
        </Button>
      </Stack>
    </form>
  );
}

function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const address = `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 2 }))}`;
  return <img src={address} alt={label} width={180} height={180} />;
}

function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const t = useSecurityTexts();
  return (
    <Stack gap="xs">
      <Group>
        <Text size="sm" fw={500}>
          {t('recoveryCodes')}
        </Text>
        <CopyButton value={codes.join('\n')} label={t('recoveryCodes')} />
      </Group>
      <Text size="sm">{t('recoveryWhy')}</Text>
      <Code block data-testid="recovery-codes" tabIndex={0}>
        {codes.join('\n')}
      </Code>
    </Stack>
  );
}

function FactorOn({ count }: { readonly count: number }) {
  const t = useSecurityTexts();
  const [codes, setCodes] = useState<readonly string[]>();
  const disable = useWrite((client, code: string) => client.POST('/api/user/2fa/disable', { body: { code } }), {
    changes: CHANGES,
  });
  const renew = useWrite(
    async (client, code: string) => (await client.POST('/api/user/2fa/backup_codes', { body: { code } })).data,
    { changes: CHANGES, onDone: ({ backup_codes: next }) => setCodes(next) },
  );
  const form = useForm({ code: '' }, ({ code }) => renew.run(code));
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={520}>
        <Text size="sm">{t('factorOn', { count })}</Text>
        {codes && <RecoveryCodes codes={codes} />}
        <TextInput {...form.field('code')} label={t('appOrRecoveryCode')} autoComplete="one-time-code" required />
        <Refusal error={form.error ?? disable.error} />
        <Group>
          <Button type="submit" variant="default" loading={form.isBusy}>
            {t('newCodes')}
          </Button>
          <Button
            color="red"
            variant="light"
            loading={disable.isBusy}
            disabled={form.values.code === ''}
            onClick={() => void disable.run(form.values.code).catch(() => undefined)}
          >
            {t('switchOff')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
