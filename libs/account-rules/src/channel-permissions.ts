import { Role } from '@tollgate/contracts';

/** What a role may do with channels. The relay keeps them; the web clients of 2026 draw their menus by it. */
export function getChannelPermissions(role: number): Readonly<Record<'channel', Readonly<Record<string, boolean>>>> {
  const isAdmin = role >= Role.admin;
  const isRoot = role >= Role.root;
  return {
    channel: { read: isAdmin, operate: isAdmin, write: isAdmin, sensitive_write: isRoot, secret_view: isRoot },
  };
}
