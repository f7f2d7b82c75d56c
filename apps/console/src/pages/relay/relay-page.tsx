import type { Reply } from '@tollgate/client';
import { Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { useFilters } from '../../parts/filters';
import { type Column, List, takePage } from '../../parts/list';
import { Page } from '../../parts/page';
import { RotateSecret } from '../../parts/rotate-secret';
import { SecretOnce } from '../../parts/secret-once';
import { Empty } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import { isAhead } from '../../parts/time-zone';
import { CredentialForm } from './credential-form';
import { useRelayTexts } from './texts';

type Credential = Reply<'get', '/api/relay-credential'>['data'][number];

const CHANGES = [['relay-credentials']];
const OVERLAP_SECONDS = 3600;
const COLORS = { active: 'green', expired: 'yellow', revoked: 'gray' } as const;

/** The credentials by which relays call the server. */
export function RelayPage() {
  const t = useRelayTexts();
  const filters = useFilters([]);
  const columns = useColumns();
  const [isCreating, setCreating] = useState(false);
  const create = <Button onClick={() => setCreating(true)}>{t('create')}</Button>;
  return (
    <Page title={t('title')} hint={t('hint')} actions={create}>
      <List
        label={t('title')}
        queryKey={['relay-credentials']}
        read={async (client, page) => takePage((await client.GET('/api/relay-credential')).data, page)}
        columns={columns}
        rowKey={({ id }) => id}
        filters={filters}
        empty={<Empty text={t('empty')}>{create}</Empty>}
      />
      {isCreating && <CredentialForm onClose={() => setCreating(false)} />}
    </Page>
  );
}

function useColumns(): Column<Credential>[] {
  const t = useRelayTexts();
  const parts = usePartTexts();
  return [
    { title: t('name'), cell: ({ name }) => name },
    { title: t('state'), cell: (credential) => <State credential={credential} /> },
    { title: t('scopes'), cell: ({ scopes }) => scopes.map((scope) => <Scope key={scope} name={scope} />) },
    { title: t('addresses'), cell: ({ allow_ips: addresses }) => addresses || t('anywhere') },
    { title: t('expires'), cell: ({ expired_time: at }) => (at === -1 ? parts('never') : <Time at={at} />) },
    { title: t('created'), cell: ({ created_time: at }) => <Time at={at} /> },
    { title: t('actions'), cell: (credential) => <Actions credential={credential} /> },
  ];
}

function Scope({ name }: { readonly name: string }) {
  const t = useRelayTexts();
  return <Text size="sm">{name === 'verify' || name === 'usage' ? t(name) : name}</Text>;
}

function getState({ revoked_time: revoked, expired_time: expires }: Credential): keyof typeof COLORS {
  if (revoked !== undefined) return 'revoked';
  return expires !== -1 && !isAhead(expires) ? 'expired' : 'active';
}

function State({ credential }: { readonly credential: Credential }) {
  const t = useRelayTexts();
  const state = getState(credential);
  const { previous_until: until } = credential;
  return (
    <div>
      <Badge variant="light" color={COLORS[state]}>
        {t(state)}
      </Badge>
      {state === 'active' && until !== undefined && isAhead(until) && (
        <Text size="xs" c="dimmed">
          {t('oldUntil')} <Time at={until} />
        </Text>
      )}
    </div>
  );
}

function Actions({ credential }: { readonly credential: Credential }) {
  const t = useRelayTexts();
  const { id, name } = credential;
  const [open, setOpen] = useState<'rotate' | 'revoke'>();
  const [secret, setSecret] = useState('');
  const path = { path: { id } };
  const rotate = useWrite(
    async (client, overlap_seconds: number) =>
      (await client.POST('/api/relay-credential/{id}/rotate', { params: path, body: { overlap_seconds } })).data,
    { changes: CHANGES },
  );
  const revoke = useWrite((client) => client.DELETE('/api/relay-credential/{id}', { params: path }), {
    changes: CHANGES,
  });
  const close = () => setOpen(undefined);
  if (credential.revoked_time !== undefined) return null;
  return (
    <Group gap={4} justify="flex-end">
      <Button size="xs" variant="subtle" onClick={() => setOpen('rotate')}>
        {t('rotate')}
      </Button>
      <Button size="xs" variant="subtle" color="red" onClick={() => setOpen('revoke')}>
        {t('revoke')}
      </Button>
      {open === 'rotate' && (
        <RotateSecret
          title={t('rotateTitle', { name })}
          text={t('rotateText')}
          label={t('overlap')}
          action={t('rotate')}
          seconds={OVERLAP_SECONDS}
          onRotate={async (seconds) => setSecret((await rotate.run(seconds)).secret)}
          onClose={close}
        />
      )}
      {open === 'revoke' && (
        <Confirm
          title={t('revokeTitle', { name })}
          text={t('revokeText')}
          action={t('revoke')}
          name={name}
          onConfirm={revoke.run}
          onClose={close}
        />
      )}
      {secret && <SecretOnce title={t('secretTitle', { name })} secret={secret} onClose={() => setSecret('')} />}
    </Group>
  );
}
