import { BudgetFields, BudgetView } from '../budgets.js';
import { Bool, Int, Json, List, Text } from '../fields.js';
import { ListRequest } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

const YEAR_10000 = 253_402_300_800;
const seconds = (description: string) => ({ optional: true, min: 0, max: YEAR_10000, description });

const PERMISSIONS_FIELD = {
  optional: true,
  description:
    'Rights of an administrator by resource and action; only root may change them. What is left out is the default of the role',
  example: { user: { grant: false } },
};

/** A user in a list. Listings hold no secret: `access_token` is there for clients that expect the key, and always null. */
export class UserItem extends BudgetView {
  @Int({ example: 2 }) id: number;
  @Text({ example: 'alice' }) username: string;
  @Text({ example: 'Alice' }) display_name: string;
  @Int({ example: 1, description: '1 user, 10 admin, 100 root' }) role: number;
  @Int({ example: 1, description: '1 enabled, 2 disabled' }) status: number;
  @Text({ example: 'alice@example.com' }) email: string;
  @Text({ example: 'default' }) group: string;
  @Int({ example: 500_000, description: 'Remaining balance, in quota' }) quota: number;
  @Int() used_quota: number;
  @Int() request_count: number;
  @Int() aff_count: number;
  @Int() aff_quota: number;
  @Int() aff_history_quota: number;
  @Int({ description: '0: nobody' }) inviter_id: number;
  @Text() remark: string;
  @Text({ nullable: true, example: null, description: 'When the account was deleted (RFC 3339), or null' })
  DeletedAt: string | null;
  @Json({ nullable: true, example: null, description: 'Always null' }) access_token: null;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ description: 'Unix seconds; 0: never' }) last_login_at: number;
  @Int({
    description:
      'Until when wrong passwords or codes lock a login method of the account, at least for one network (Unix seconds); 0: not locked',
  })
  locked_until: number;
}

/** A user in full. */
export class UserRecord extends UserItem {
  @Text() aff_code: string;
  @Text() github_id: string;
  @Text() discord_id: string;
  @Text() oidc_id: string;
  @Text() wechat_id: string;
  @Text() telegram_id: string;
  @Text() linux_do_id: string;
  @Text({ max: 65_536, description: 'JSON text, without the secrets of notification channels' }) setting: string;
  @Text() stripe_customer: string;
  @Bool({ description: 'The address was proven, or set by an administrator' }) email_verified: boolean;
  @Text({ description: 'Why the user was disabled, as the administrator gave it; empty while enabled' })
  disable_reason: string;
  @Json({ description: 'Rights by resource and action', example: { user: { read: true } } }) admin_permissions: object;
}

export class UserPage {
  @List(() => UserItem) items: UserItem[];
  @Int({ example: 1, description: 'How many there are in all' }) total: number;
  @Int({ example: 1 }) page: number;
  @Int({ example: 20 }) page_size: number;
  @Bool({ description: 'Beyond a thousand hits of a search or filter the total is an estimate' })
  total_estimated: boolean;
  @Text({
    nullable: true,
    description: 'For the next page in the order of ids, whatever is added meanwhile; null at the end',
  })
  next_cursor: string | null;
}

export class ListUsersRequest extends ListRequest {
  @Text({ optional: true, min: 1, oneOf: ['id', 'username', 'group', 'quota', 'created_at', 'last_login_at'] })
  sort?: string;
  @Text({ optional: true, min: 1, oneOf: ['asc', 'desc'], description: 'Default desc' }) order?: 'asc' | 'desc';
  @Text({ optional: true, max: 64, description: 'As `sort`, of clients of 2026: also quota and group; unknown: id' })
  sort_by?: string;
  @Text({ optional: true, max: 64, description: 'As `order`: asc, anything else is desc' }) sort_order?: string;
  @Int({ optional: true, min: 1, max: 100 }) role?: number;
  @Int({ optional: true, min: 1, max: 2 }) status?: number;
  @Text({ optional: true, min: 1, max: 64 }) group?: string;
  @Int({ optional: true, min: 1, description: 'Invited by this user' }) inviter_id?: number;
  @Bool({ optional: true, description: 'true: only deleted ones; false: none of them; without it, both' })
  deleted?: boolean;
  @Bool({ optional: true, description: 'true: only locked ones; false: only unlocked ones' }) locked?: boolean;
  @Int(seconds('Created at or after, Unix seconds')) created_from?: number;
  @Int(seconds('Created before, Unix seconds')) created_to?: number;
  @Int(seconds('Last logged in at or after, Unix seconds')) login_from?: number;
  @Int(seconds('Last logged in before, Unix seconds')) login_to?: number;
}

export class SearchUsersRequest extends ListUsersRequest {
  @Text({
    optional: true,
    min: 1,
    max: 255,
    example: 'alice',
    description: 'Anywhere in name, display name or e-mail; or an id',
  })
  keyword?: string;
}

export class UserId {
  @Int({ min: 1 }) id: number;
}

export class CreateUserRequest {
  @Text({ max: 255, example: 'bob' }) username: string;
  @Text({ max: 1024, example: 'password123' }) password: string;
  @Text({ optional: true, max: 20, example: 'Bob' }) display_name?: string;
  @Text({ optional: true, max: 254, description: 'Taken as proven, because an administrator sets it' }) email?: string;
  @Text({ optional: true, min: 1, max: 64, description: 'Default: default' }) group?: string;
  @Int({ optional: true, min: 0, description: 'Credit on top of the gifts of a sign-up' }) quota?: number;
  @Int({ optional: true, min: 1, max: 2, description: '1 enabled (default), 2 disabled' }) status?: number;
  @Int({ optional: true, description: 'Below your own; default 1' }) role?: number;
  @Text({ optional: true, max: 255 }) remark?: string;
  @Json(PERMISSIONS_FIELD) admin_permissions?: object;
}

export class ManageUserRequest {
  @Int({ min: 1, example: 2 }) id: number;
  @Text({
    max: 64,
    example: 'disable',
    values: ['disable', 'enable', 'delete', 'restore', 'promote', 'demote', 'unlock', 'add_quota'],
  })
  action: string;
  @Text({
    optional: true,
    max: 64,
    example: 'add',
    values: ['add', 'subtract', 'override'],
    description: 'Of `add_quota`',
  })
  mode?: string;
  @Int({
    optional: true,
    example: 500_000,
    description: 'Of `add_quota`: the amount, or the new balance of `override`',
  })
  value?: number;
  @Text({
    optional: true,
    min: 1,
    max: 128,
    example: 'shop-order-4711',
    description: 'Of `add_quota`: your own number of the change; if you send it again, you get the first result',
  })
  reference?: string;
  @Text({ optional: true, max: 255, description: 'For the audit trail' }) reason?: string;
}

export class ManagedUser {
  @Int() role: number;
  @Int() status: number;
  @Int({ optional: true, description: 'The balance after `add_quota`' }) quota?: number;
  @Int({ optional: true, description: 'The change of quota that waits for an approval' }) approval_id?: number;
}

export class UpdateUserRequest extends BudgetFields {
  @Int({ min: 1, example: 2 }) id: number;
  @Text({ optional: true, max: 255 }) username?: string;
  @Text({ optional: true, max: 20, description: 'Empty: none' }) display_name?: string;
  @Text({ optional: true, max: 254 }) email?: string;
  @Text({ optional: true, max: 1024, description: 'Empty: unchanged' }) password?: string;
  @Text({ optional: true, min: 1, max: 64 }) group?: string;
  @Int({
    optional: true,
    min: 0,
    description:
      'New balance; the difference becomes a ledger entry. Among other fields and without `expected_quota`, a balance of the last hour is what a form was opened with: it stays as it is',
  })
  quota?: number;
  @Int({ optional: true, min: 0, description: 'Refuses the change where the balance is another by now' })
  expected_quota?: number;
  @Int({ optional: true }) role?: number;
  @Int({ optional: true }) status?: number;
  @Text({ optional: true, max: 255, description: 'Empty: none' }) remark?: string;
  @Text({ optional: true, max: 255, description: 'Only empty: forgets the Stripe customer' }) stripe_customer?: string;
  @Json(PERMISSIONS_FIELD) admin_permissions?: object;
  @Text({ optional: true, max: 255, description: 'Why, for the ledger and the audit trail' }) reason?: string;
}

/** The reply to a creation and to an update. */
export class UpdatedUser {
  @Int({ optional: true, description: 'The change of quota that waits for an approval' }) approval_id?: number;
}

export class PersonalData {
  @Json({ description: 'Name, number of rows and rows of each table; a long table is cut', example: [] })
  parts: unknown;
}

export const usersRpc = {
  list: rpc('rpc.admin.user.list', ListUsersRequest, UserPage, {
    access: 'admin',
    permission: 'user.read',
    work: 'costly',
    summary: 'All users, newest first',
  }),
  search: rpc('rpc.admin.user.search', SearchUsersRequest, UserPage, {
    access: 'admin',
    permission: 'user.read',
    work: 'costly',
    summary: 'Users whose name, display name or e-mail holds a keyword',
  }),
  get: rpc('rpc.admin.user.get', UserId, UserRecord, {
    access: 'admin',
    permission: 'user.read',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: 'One user in full',
  }),
  create: rpc('rpc.admin.user.create', CreateUserRequest, UpdatedUser, {
    access: 'admin',
    permission: 'user.write',
    idempotent: true,
    timeoutMs: 10_000,
    work: 'hashing',
    stepUp: true,
    errors: [
      'INVALID_VALUE',
      'INVALID_PARAMETER',
      'GROUP_UNKNOWN',
      'PASSWORD_BLOCKED',
      'PERMISSIONS_BY_ROOT_ONLY',
      'ROLE_NOT_GRANTABLE',
      'USERNAME_TAKEN',
      'EMAIL_TAKEN',
      'GRANT_CEILING',
      'APPROVAL_PENDING',
      'QUOTA_OUT_OF_RANGE',
      'OVERLOADED',
    ],
    summary: 'Create a user of lower rank',
  }),
  manage: rpc('rpc.admin.user.manage', ManageUserRequest, ManagedUser, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    idempotent: true,
    errors: [
      'INVALID_PARAMETER',
      'USER_NOT_FOUND',
      'USER_DELETED',
      'UPDATE_OUTRANKS',
      'ROOT_UNDISABLEABLE',
      'ROOT_NOT_DELETABLE',
      'ROOT_UNDEMOTABLE',
      'PROMOTION_BY_ROOT_ONLY',
      'ALREADY_ADMIN',
      'ALREADY_USER',
      'QUOTA_CHANGE_ZERO',
      'REFERENCE_REUSED',
      'GRANT_CEILING',
      'APPROVAL_PENDING',
      'APPROVAL_REJECTED',
      'INSUFFICIENT_QUOTA',
      'ACCOUNT_NOT_FOUND',
      'QUOTA_OUT_OF_RANGE',
    ],
    summary: 'Disable, enable, delete, restore, promote, demote or unlock a user, or change the balance',
  }),
  update: rpc('rpc.admin.user.update', UpdateUserRequest, UpdatedUser, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    idempotent: true,
    timeoutMs: 10_000,
    work: 'hashing',
    errors: [
      'INVALID_VALUE',
      'PASSWORD_BLOCKED',
      'INVALID_PARAMETER',
      'GROUP_UNKNOWN',
      'USER_NOT_FOUND',
      'USER_DELETED',
      'UPDATE_OUTRANKS',
      'ROLE_ABOVE_OWN',
      'PERMISSIONS_BY_ROOT_ONLY',
      'ROOT_UNDISABLEABLE',
      'ROOT_UNDEMOTABLE',
      'USERNAME_TAKEN',
      'USERNAME_CONFUSABLE',
      'EMAIL_TAKEN',
      'QUOTA_CHANGED',
      'QUOTA_OUTDATED',
      'GRANT_CEILING',
      'APPROVAL_PENDING',
      'ACCOUNT_NOT_FOUND',
      'QUOTA_OUT_OF_RANGE',
      'OVERLOADED',
    ],
    summary: 'Change what is given of a user of lower rank',
  }),
  export: rpc('rpc.admin.user.export', UserId, PersonalData, {
    access: 'admin',
    permission: 'user.read',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: 'All that is kept of a user, by table, without secrets; audited',
  }),
  remove: rpc('rpc.admin.user.remove', UserId, Nothing, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: ['USER_NOT_FOUND', 'DELETE_OUTRANKS'],
    summary: 'Delete a user for good; the ledger keeps its lines under the account number',
  }),
};
