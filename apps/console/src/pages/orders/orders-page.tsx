import { Tabs } from '@mantine/core';
import { useFilters } from '../../parts/filters';
import { Page } from '../../parts/page';
import { OrdersTab } from './orders-tab';
import { QuarantineTab } from './quarantine-tab';
import { useOrdersTexts } from './texts';

/** The orders of all users, and the reported payments that fit no order. */
export function OrdersPage() {
  const t = useOrdersTexts();
  const filters = useFilters(['tab', 'keyword', 'status', 'username', 'from', 'to', 'all']);
  const tab = filters.values.tab === 'quarantine' ? 'quarantine' : 'orders';
  const open = (next: string | null) => {
    const none = { keyword: '', status: '', username: '', from: '', to: '', all: '' };
    filters.set({ ...none, tab: next === 'quarantine' ? next : '' });
  };
  return (
    <Page title={t('title')}>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List aria-label={t('tabs')} mb="md">
          <Tabs.Tab value="orders">{t('orders')}</Tabs.Tab>
          <Tabs.Tab value="quarantine">{t('quarantine')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="orders">
          <OrdersTab />
        </Tabs.Panel>
        <Tabs.Panel value="quarantine">
          <QuarantineTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
