import { getPermissions } from '@tollgate/contracts';
import type { UserItem, UserRecord } from '@tollgate/contracts/admin/users';
import { splitBudget } from '@tollgate/account-rules';
import { toShownSettings } from './personal-data.js';
import type { FullUserRow, UserRow } from './users.repository.js';

/** A row as lists show it. */
export function toItem(row: UserRow): UserItem {
  const { deleted_at, ...rest } = row;
  return { ...rest, DeletedAt: deleted_at?.toISOString() ?? null, access_token: null };
}

/** A row as its detail shows it. */
export function toRecord(row: FullUserRow): UserRecord {
  const { linked, setting, aff_code, stripe_customer, email_verified, disable_reason } = row;
  const { rest, budget } = splitBudget(row);
  return {
    ...toItem(rest),
    ...budget,
    aff_code,
    stripe_customer,
    email_verified,
    disable_reason,
    admin_permissions: getPermissions(row.role, row.admin_permissions),
    setting: JSON.stringify(toShownSettings(setting)),
    github_id: linked.github ?? '',
    discord_id: linked.discord ?? '',
    oidc_id: linked.oidc ?? '',
    wechat_id: linked.wechat ?? '',
    telegram_id: linked.telegram ?? '',
    linux_do_id: linked.linuxdo ?? '',
  };
}
