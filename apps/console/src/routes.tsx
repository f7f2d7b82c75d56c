import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from './api/query-client';
import { statusQuery } from './api/queries';
import { getUserId } from './api/session';
import { Gate } from './parts/gate';
import { Refusal } from './parts/refusal';
import { Loading } from './parts/states';
import { NotFoundPage } from './pages/not-found/not-found-page';
import { LoginPage } from './pages/login/login-page';

/** The least role that sees an entry of the menu. The server decides by itself who may call what. */
export type Role = 'user' | 'admin' | 'root';

export interface MenuEntry {
  readonly role: Role;
  readonly en: string;
  readonly zh: string;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    menu?: MenuEntry;
  }
  interface Register {
    router: typeof router;
  }
}

const rootRoute = createRootRoute({
  loader: async ({ location }) => {
    const status = await queryClient.ensureQueryData(statusQuery);
    if (!status.setup && location.pathname !== '/setup') redirect({ to: '/setup', search: true, throw: true });
  },
  component: () => (
    <>
      <Outlet />
      <Gate />
    </>
  ),
  pendingComponent: Loading,
  errorComponent: ({ error, reset }) => <Refusal error={error} onRetry={reset} />,
  notFoundComponent: NotFoundPage,
});

type Load<N extends string> = () => Promise<Record<N, () => React.ReactNode>>;

/** A page for guests. */
function guest<const P extends string, N extends string>(path: P, load: Load<N>, name: N) {
  return createRoute({
    getParentRoute: () => rootRoute,
    path,
    component: lazyRouteComponent(load, name),
  });
}

const frame = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  component: lazyRouteComponent(() => import('./parts/frame'), 'Frame'),
  beforeLoad: ({ location }) => {
    if (getUserId() === undefined) redirect({ to: '/login', search: { next: location.href }, throw: true });
  },
});

/** A page for signed-in users, with its entry in the menu if it has one. */
function page<const P extends string, N extends string>(path: P, load: Load<N>, name: N, menu?: MenuEntry) {
  return createRoute({
    getParentRoute: () => frame,
    path,
    component: lazyRouteComponent(load, name),
    ...(menu ? { staticData: { menu } } : {}),
  });
}

const admin = (en: string, zh: string): MenuEntry => ({ role: 'admin', en, zh });
const root = (en: string, zh: string): MenuEntry => ({ role: 'root', en, zh });
const user = (en: string, zh: string): MenuEntry => ({ role: 'user', en, zh });

const routeTree = rootRoute.addChildren([
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/',
    beforeLoad: () => {
      redirect({ to: '/console', throw: true });
    },
  }),
  // part of the first load, because it is the first page of most visits
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/login',
    component: LoginPage,
    validateSearch: (search): { next?: string } => search,
  }),
  guest('/setup', () => import('./pages/setup/setup-page'), 'SetupPage'),
  guest('/register', () => import('./pages/register/register-page'), 'RegisterPage'),
  guest('/reset', () => import('./pages/reset/reset-page'), 'ResetPage'),
  guest('/user/reset', () => import('./pages/reset/new-password-page'), 'NewPasswordPage'),
  guest('/oauth/$provider', () => import('./pages/oauth/oauth-page'), 'OauthPage'),
  frame.addChildren([
    page('/console', () => import('./pages/overview/overview-page'), 'OverviewPage', user('Overview', '概览')),
    page('/console/token', () => import('./pages/api-keys/api-keys-page'), 'ApiKeysPage', user('API keys', 'API 密钥')),
    page('/console/topup', () => import('./pages/topup/topup-page'), 'TopupPage', user('Top up', '充值')),
    page('/console/ledger', () => import('./pages/ledger/ledger-page'), 'LedgerPage', user('Ledger', '账本')),
    page('/console/log', () => import('./pages/usage/usage-page'), 'UsagePage', user('Usage', '用量')),
    page('/console/invite', () => import('./pages/invite/invite-page'), 'InvitePage', user('Invite', '邀请')),
    page('/console/personal', () => import('./pages/security/security-page'), 'SecurityPage', user('Security', '安全')),
    page('/console/settings', () => import('./pages/settings/settings-page'), 'SettingsPage', user('Settings', '设置')),
    page('/console/user', () => import('./pages/users/users-page'), 'UsersPage', admin('Users', '用户')),
    page('/console/user/$id', () => import('./pages/user/user-page'), 'UserPage'),
    page('/console/redemption', () => import('./pages/codes/codes-page'), 'CodesPage', admin('Codes', '兑换码')),
    page('/console/orders', () => import('./pages/orders/orders-page'), 'OrdersPage', admin('Orders', '订单')),
    page('/console/audit', () => import('./pages/audit/audit-page'), 'AuditPage', root('Audit', '审计')),
    page('/console/setting', () => import('./pages/options/options-page'), 'OptionsPage', root('Options', '系统选项')),
    page('/console/relay', () => import('./pages/relay/relay-page'), 'RelayPage', root('Relays', '中继凭证')),
    page(
      '/console/webhooks',
      () => import('./pages/webhooks/webhooks-page'),
      'WebhooksPage',
      root('Webhooks', 'Webhook'),
    ),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  // plain texts, because codes and tokens in links may look like numbers
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return text ? `?${text}` : '';
  },
});
