import { AppShell, Burger, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { getClient } from '../api/call';
import { useSelf, useStatus } from '../api/queries';
import { setUserId } from '../api/session';
import type { MenuEntry, Role } from '../routes';
import { useLanguage } from '../texts/texts';
import { DisplayMenu } from './display-menu';
import { useFrameTexts } from './frame-texts';
import { MenuLink } from './link';

const LEAST_ROLE: Readonly<Record<Role, number>> = { user: 1, admin: 10, root: 100 };

/** The frame around each page of a signed-in user: the site's name, the menu and the sign-out. */
export function Frame() {
  const t = useFrameTexts();
  const status = useStatus();
  const self = useSelf();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const signOut = useSignOut();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a href="#main" className="skip-link">
        {t('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
            <Text fw={700} truncate>
              {status.system_name}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" c="dimmed" visibleFrom="sm" maw={200} truncate>
              {self?.display_name || self?.username}
            </Text>
            <DisplayMenu />
            <Button variant="subtle" size="compact-sm" onClick={() => void signOut()}>
              {t('signOut')}
            </Button>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('menu')}>
        <MenuOf of="user" mine={self?.role ?? 1} onChoose={close} />
        <MenuOf of="admin" mine={self?.role ?? 1} onChoose={close} title={t('admin')} />
        <MenuOf of="root" mine={self?.role ?? 1} onChoose={close} title={t('root')} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

interface MenuOfProps {
  readonly of: Role;
  readonly mine: number;
  readonly title?: string;
  readonly onChoose: () => void;
}

function MenuOf({ of: role, mine, title, onChoose }: MenuOfProps) {
  const language = useLanguage();
  const { pathname } = useLocation();
  const entries = useMenu().filter(({ menu }) => menu.role === role);
  if (mine < LEAST_ROLE[role] || entries.length === 0) return null;
  return (
    <>
      {title && (
        <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4}>
          {title}
        </Text>
      )}
      {entries.map(({ path, menu }) => (
        <MenuLink
          key={path}
          to={path}
          label={menu[language]}
          activeOptions={{ exact: true }}
          active={pathname === path}
          onClick={onChoose}
        />
      ))}
    </>
  );
}

/** The pages that have an entry, in the order of the routes. */
function useMenu(): readonly { path: string; menu: MenuEntry }[] {
  const { routesById } = useRouter();
  return Object.values(routesById).flatMap(({ fullPath, options }) => {
    const menu = options.staticData?.menu;
    return menu ? [{ path: fullPath, menu }] : [];
  });
}

function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    // an ended session is signed out as well, so a refusal changes nothing
    await getClient()
      .POST('/api/user/logout')
      .catch(() => undefined);
    setUserId(undefined);
    queries.clear();
    await navigate({ to: '/login', reloadDocument: true });
  };
}
