import { Role } from '@tollgate/contracts';

/** The rights of a role on channels. The relay stores the channels, but the web clients of 2026 build their menus from these rights. */
export function getChannelPermissions(role: number): Readonly<Record<'channel', Readonly<Record<string, boolean>>>> {
  const isAdmin = role >= Role.admin;
  const isRoot = role >= Role.root;
  return {
    channel: { read: isAdmin, operate: isAdmin, write: isAdmin, sensitive_write: isRoot, secret_view: isRoot },
  };
}
