import type { Reply, TollgateClient } from '@tollgate/client';
import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { groupsQuery } from '../../api/queries';
import { ChoiceFilter } from '../../parts/choice-filter';
import { type Filters, useFilters } from '../../parts/filters';
import { TextLink } from '../../parts/link';
import { type Column, List, type ListPage } from '../../parts/list';
import { Page } from '../../parts/page';
import { Quota } from '../../parts/quota';
import { SearchField } from '../../parts/search-field';
import { Empty } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { Time } from '../../parts/time';
import { ROLES, useRoleText, UserState } from '../../parts/user-state';
import { useUsersTexts } from './texts';

type User = Reply<'get', '/api/user'>['data']['items'][number];
type Name = 'keyword' | 'state' | 'role' | 'group' | 'sort';

const NAMES: readonly Name[] = ['keyword', 'state', 'role', 'group', 'sort'];
const STATES = {
  active: { status: 1, deleted: false },
  disabled: { status: 2, deleted: false },
  locked: { locked: true },
  deleted: { deleted: true },
} as const;
const ORDERS = {
  oldest: { sort: 'id', order: 'asc' },
  balance: { sort: 'quota', order: 'desc' },
  login: { sort: 'last_login_at', order: 'desc' },
  name: { sort: 'username', order: 'asc' },
} as const;
const STATE_NAMES = ['active', 'disabled', 'locked', 'deleted'] as const;
const ORDER_NAMES = ['oldest', 'balance', 'login', 'name'] as const;

/** All users, for administrators. */
export function UsersPage() {
  const t = useUsersTexts();
  const filters = useFilters(NAMES);
  return (
    <Page title={t('title')}>
      <FilterBar filters={filters} />
      <List
        label={t('title')}
        queryKey={['users', 'list']}
        read={(client, page) => readUsers(client, page, filters.values)}
        columns={useColumns()}
        rowKey={(user) => user.id}
        filters={filters}
        empty={<Empty text={t('empty')} />}
      />
    </Page>
  );
}

async function readUsers(
  client: TollgateClient,
  page: { p: number; page_size: number },
  { keyword, state, role, group, sort }: Readonly<Record<Name, string>>,
): Promise<ListPage<User>> {
  const known = STATE_NAMES.find((each) => each === state);
  const order = ORDER_NAMES.find((each) => each === sort);
  const query = {
    ...page,
    ...(known ? STATES[known] : {}),
    ...(order ? ORDERS[order] : {}),
    ...(role ? { role: Number(role) } : {}),
    ...(group ? { group } : {}),
  };
  if (!keyword) return (await client.GET('/api/user', { params: { query } })).data;
  return (await client.GET('/api/user/search', { params: { query: { ...query, keyword } } })).data;
}

function FilterBar({ filters }: { readonly filters: Filters<Name> }) {
  const t = useUsersTexts();
  const roleText = useRoleText();
  const { data: groups = [] } = useQuery(groupsQuery);
  const all = { value: '', label: t('all') };
  return (
    <Group gap="xs" align="flex-end">
      <SearchField name="keyword" label={t('search')} filters={filters} />
      <ChoiceFilter
        name="state"
        label={t('state')}
        choices={[all, ...STATE_NAMES.map((value) => ({ value, label: t(`only_${value}`) }))]}
        filters={filters}
      />
      <ChoiceFilter
        name="role"
        label={t('role')}
        choices={[all, ...ROLES.map((role) => ({ value: String(role), label: roleText(role) }))]}
        filters={filters}
      />
      <ChoiceFilter
        name="group"
        label={t('group')}
        choices={[all, ...groups.map((value) => ({ value, label: value }))]}
        filters={filters}
      />
      <ChoiceFilter
        name="sort"
        label={t('sort')}
        choices={(['', ...ORDER_NAMES] as const).map((value) => ({ value, label: t(`sort_${value}`) }))}
        filters={filters}
      />
    </Group>
  );
}

function useColumns(): Column<User>[] {
  const t = useUsersTexts();
  const parts = usePartTexts();
  const roleText = useRoleText();
  return [
    { title: t('user'), cell: (user) => <Name user={user} /> },
    { title: t('number'), cell: ({ id }) => id, isNumber: true },
    { title: t('role'), cell: ({ role }) => roleText(role) },
    { title: t('state'), cell: (user) => <UserState user={user} /> },
    { title: t('group'), cell: ({ group }) => group },
    { title: t('balance'), cell: ({ quota }) => <Quota value={quota} />, isNumber: true },
    { title: t('used'), cell: ({ used_quota: used }) => <Quota value={used} />, isNumber: true },
    { title: t('made'), cell: ({ created_at: at }) => <Time at={at} /> },
    {
      title: t('lastLogin'),
      cell: ({ last_login_at: at }) => (at === 0 ? parts('never') : <Time at={at} />),
    },
  ];
}

function Name({ user: { id, username, email } }: { readonly user: User }) {
  return (
    <div>
      <TextLink to="/console/user/$id" params={{ id: String(id) }}>
        {username}
      </TextLink>
      {email && (
        <Text size="xs" c="dimmed">
          {email}
        </Text>
      )}
    </div>
  );
}
