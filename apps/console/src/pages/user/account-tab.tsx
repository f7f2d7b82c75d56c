import { Stack, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { TextLink } from '../../parts/link';
import { Quota } from '../../parts/quota';
import { Section } from '../../parts/section';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import { getUserState, useRoleText, UserState } from '../../parts/user-state';
import { Actions } from './actions';
import { CreditForm } from './credit-form';
import { GroupForm } from './group-form';
import { useUserTexts } from './texts';
import type { User } from './user';

/** The facts of the account, its balance, and what an administrator may change. */
export function AccountTab({ user }: { readonly user: User }) {
  const t = useUserTexts();
  return (
    <Stack>
      <Section title={t('account')}>
        <Facts user={user} />
      </Section>
      <Section title={t('credit')}>
        <CreditForm userId={user.id} />
      </Section>
      <Section title={t('group')}>
        <GroupForm user={user} />
      </Section>
      <Section title={t('actions')}>
        <Actions user={user} />
      </Section>
    </Stack>
  );
}

function Facts({ user }: { readonly user: User }) {
  const t = useUserTexts();
  const parts = usePartTexts();
  const roleText = useRoleText();
  const { inviter_id: inviter, last_login_at: login } = user;
  return (
    <Table aria-label={t('account')} layout="fixed">
      <Table.Tbody>
        <Fact name={t('number')}>{user.id}</Fact>
        <Fact name={t('state')}>
          <UserState user={user} />
        </Fact>
        {getUserState(user) === 'locked' && (
          <Fact name={t('lockedUntil')}>
            <Time at={user.locked_until} />
          </Fact>
        )}
        <Fact name={t('balance')}>
          <Quota value={user.quota} />
        </Fact>
        <Fact name={t('used')}>
          <Quota value={user.used_quota} />
        </Fact>
        <Fact name={t('calls')}>{user.request_count.toLocaleString()}</Fact>
        <Fact name={t('role')}>{roleText(user.role)}</Fact>
        {user.display_name && <Fact name={t('displayName')}>{user.display_name}</Fact>}
        {user.email && <Fact name={t('email')}>{user.email}</Fact>}
        {inviter !== 0 && (
          <Fact name={t('invitedBy')}>
            <TextLink to="/console/user/$id" params={{ id: String(inviter) }}>
              {inviter}
            </TextLink>
          </Fact>
        )}
        <Fact name={t('made')}>
          <Time at={user.created_at} />
        </Fact>
        <Fact name={t('lastLogin')}>{login === 0 ? parts('never') : <Time at={login} />}</Fact>
      </Table.Tbody>
    </Table>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{children}</Table.Td>
    </Table.Tr>
  );
}
