import { Button, Group } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useSelf } from '../../api/queries';
import { useWrite } from '../../api/write';
import { Confirm } from '../../parts/confirm';
import { ReasonDialog } from '../../parts/reason-dialog';
import { getUserState } from '../../parts/user-state';
import { useUserTexts } from './texts';
import { type User, USER_CHANGES } from './user';

const ROOT = 100;
const ADMIN = 10;

type Managed = 'disable' | 'enable' | 'unlock' | 'promote' | 'demote' | 'delete' | 'restore';
type Removal = 'factor' | 'passkeys' | 'erase';
type Action = Managed | Removal;

const RED: readonly Action[] = ['disable', 'delete', 'erase'];

/** What an administrator may do with an account. Each action asks first, and keeps its reason in the audit trail. */
export function Actions({ user }: { readonly user: User }) {
  const t = useUserTexts();
  const isRoot = useSelf()?.role === ROOT;
  const [open, setOpen] = useState<Action>();
  return (
    <Group gap="xs">
      {getActions(user, isRoot).map((action) => (
        <Button
          key={action}
          variant={RED.includes(action) ? 'light' : 'default'}
          {...(RED.includes(action) ? { color: 'red' } : {})}
          onClick={() => setOpen(action)}
        >
          {t(`do_${action}`)}
        </Button>
      ))}
      {open && <Dialog user={user} action={open} onClose={() => setOpen(undefined)} />}
    </Group>
  );
}

/** The actions that fit the state of the account. */
function getActions(user: User, isRoot: boolean): Action[] {
  const state = getUserState(user);
  if (state === 'deleted') return ['restore', 'erase'];
  const role: Action[] = user.role >= ADMIN ? ['demote'] : ['promote'];
  return [
    state === 'disabled' ? 'enable' : 'disable',
    ...(state === 'locked' ? (['unlock'] as const) : []),
    'factor',
    'passkeys',
    ...(isRoot ? role : []),
    'delete',
  ];
}

interface DialogProps {
  readonly user: User;
  readonly action: Action;
  readonly onClose: () => void;
}

function Dialog({ user, action, onClose }: DialogProps) {
  if (action === 'factor' || action === 'passkeys' || action === 'erase') {
    return <RemovalDialog user={user} action={action} onClose={onClose} />;
  }
  return <ManagedDialog user={user} action={action} onClose={onClose} />;
}

function ManagedDialog({ user: { id, username }, action, onClose }: DialogProps & { readonly action: Managed }) {
  const t = useUserTexts();
  const manage = useWrite(
    (client, reason: string, idempotencyKey) =>
      client.POST('/api/user/manage', { body: { id, action, ...(reason ? { reason } : {}) }, idempotencyKey }),
    { changes: USER_CHANGES },
  );
  return (
    <ReasonDialog
      title={t(`title_${action}`, { name: username })}
      text={t(`text_${action}`)}
      action={t(`do_${action}`)}
      isRequired={RED.includes(action)}
      isDestructive={RED.includes(action)}
      {...(action === 'delete' ? { name: username } : {})}
      onConfirm={manage.run}
      onClose={onClose}
    />
  );
}

function RemovalDialog({ user: { id, username }, action, onClose }: DialogProps & { readonly action: Removal }) {
  const t = useUserTexts();
  const navigate = useNavigate();
  const remove = useWrite(
    (client) => {
      const options = { params: { path: { id } } };
      if (action === 'factor') return client.DELETE('/api/user/{id}/2fa', options);
      if (action === 'passkeys') return client.DELETE('/api/user/{id}/reset_passkey', options);
      return client.DELETE('/api/user/{id}', options);
    },
    { changes: action === 'erase' ? [['users', 'list']] : USER_CHANGES },
  );
  return (
    <Confirm
      title={t(`title_${action}`, { name: username })}
      text={t(`text_${action}`)}
      action={t(`do_${action}`)}
      {...(action === 'erase' ? { name: username } : {})}
      onConfirm={async () => {
        await remove.run();
        if (action === 'erase') await navigate({ to: '/console/user' });
      }}
      onClose={onClose}
    />
  );
}
