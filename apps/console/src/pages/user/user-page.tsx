import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFilters } from '../../parts/filters';
import { ButtonLink } from '../../parts/link';
import { Page } from '../../parts/page';
import { Read } from '../../parts/states';
import { AccountTab } from './account-tab';
import { LedgerTab } from './ledger-tab';
import { LogTab } from './log-tab';
import { OrdersTab } from './orders-tab';
import { SessionsTab } from './sessions-tab';
import { useUserTexts } from './texts';
import { type User, userQuery } from './user';

const TABS = ['account', 'ledger', 'orders', 'sessions', 'log'] as const;
type Tab = (typeof TABS)[number];

/** One user, for administrators. The tab stands in the address bar. */
export function UserPage() {
  const t = useUserTexts();
  const { id = '' }: { readonly id?: string } = useParams({ strict: false });
  const filters = useFilters(['tab']);
  const user = useQuery(userQuery(Number(id)));
  const tab = TABS.find((each) => each === filters.values.tab) ?? 'account';
  const back = (
    <ButtonLink to="/console/user" variant="default">
      {t('back')}
    </ButtonLink>
  );
  return (
    <Page title={t('title', { name: user.data?.username ?? id })} actions={back}>
      <Read query={user}>
        {(data) => (
          <Tabs
            value={tab}
            onChange={(next) => filters.set({ tab: next === 'account' || next === null ? '' : next })}
            keepMounted={false}
          >
            <Tabs.List aria-label={t('tabs')} mb="md">
              {TABS.map((each) => (
                <Tabs.Tab key={each} value={each}>
                  {t(each)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {TABS.map((each) => (
              <Tabs.Panel key={each} value={each}>
                {CONTENT[each](data)}
              </Tabs.Panel>
            ))}
          </Tabs>
        )}
      </Read>
    </Page>
  );
}

const CONTENT: Readonly<Record<Tab, (user: User) => ReactNode>> = {
  account: (user) => <AccountTab user={user} />,
  ledger: ({ id }) => <LedgerTab userId={id} />,
  orders: ({ id }) => <OrdersTab userId={id} />,
  sessions: ({ id }) => <SessionsTab userId={id} />,
  log: ({ id }) => <LogTab userId={id} />,
};
