import { shownSubject } from '@tollgate/account-rules';
import { getPermissions, Role } from '@tollgate/contracts';
import type { Profile } from '@tollgate/contracts/auth/profiles';
import { type CredentialRow, resolveStatement } from '@tollgate/account-rules';
import type { Tx } from '@tollgate/platform/db';

/** The whole account of the caller, read by the statement that resolves the credential. */
export interface ProfileRow extends CredentialRow {
  readonly display_name: string;
  readonly email: string;
  readonly setting: object;
  readonly sidebar_modules: string;
  readonly aff_code: string | null;
  readonly inviter_id: number | null;
  readonly stripe_customer: string;
  readonly linked: Record<string, string> | null;
  readonly quota: number | null;
  readonly aff_quota: number | null;
  readonly used_quota: number | null;
  readonly request_count: number | null;
  readonly aff_count: number | null;
  readonly aff_history_quota: number | null;
}

export const PROFILE = resolveStatement(
  'profiles.self',
  `u.display_name, u.email, u.setting, u.sidebar_modules, u.aff_code, u.inviter_id, u.stripe_customer,
   (SELECT jsonb_object_agg(i.provider, ${shownSubject('i')}) FROM auth.identities i WHERE i.user_id = u.id) AS linked,
   (SELECT a.balance FROM ledger.accounts a WHERE a.user_id = u.id AND a.kind = 'quota') AS quota,
   (SELECT a.balance FROM ledger.accounts a WHERE a.user_id = u.id AND a.kind = 'affiliate') AS aff_quota,
   k.used_quota, k.request_count, k.aff_count, k.aff_history_quota`,
  'LEFT JOIN ledger.counters k ON k.user_id = u.id',
);

/** The account of a credential that this transaction created. */
export async function readProfile(tx: Tx, credentialHash: Buffer): Promise<Profile> {
  const [row] = await tx.query<ProfileRow & Record<string, unknown>>(PROFILE, [[credentialHash]]);
  if (!row) throw new Error('the credential was created in this transaction');
  return toProfile(row);
}

/** Converts the row to the answer of the HTTP interface. */
export function toProfile(row: ProfileRow): Profile {
  const linked = row.linked ?? {};

  return {
    id: row.user_id,
    username: row.username,
    display_name: row.display_name,
    role: row.role,
    status: row.status,
    email: row.email,
    github_id: linked.github ?? '',
    discord_id: linked.discord ?? '',
    oidc_id: linked.oidc ?? '',
    wechat_id: linked.wechat ?? '',
    telegram_id: linked.telegram ?? '',
    linux_do_id: linked.linuxdo ?? '',
    group: row.group,
    quota: row.quota ?? 0,
    used_quota: row.used_quota ?? 0,
    request_count: row.request_count ?? 0,
    aff_code: row.aff_code ?? '',
    aff_count: row.aff_count ?? 0,
    aff_quota: row.aff_quota ?? 0,
    aff_history_quota: row.aff_history_quota ?? 0,
    inviter_id: row.inviter_id ?? 0,
    setting: JSON.stringify(row.setting),
    stripe_customer: row.stripe_customer,
    sidebar_modules: row.sidebar_modules,
    permissions: {
      can_view_logs: true,
      can_manage_tokens: true,
      ...buildSidebar(row.role),
      admin_permissions: getPermissions(row.role, row.admin_permissions),
    },
  };
}

function buildSidebar(role: number): { sidebar_settings: boolean; sidebar_modules: object } {
  if (role >= Role.root) return { sidebar_settings: false, sidebar_modules: {} };
  if (role >= Role.admin) return { sidebar_settings: true, sidebar_modules: { admin: { setting: false } } };
  return { sidebar_settings: true, sidebar_modules: { admin: false } };
}
