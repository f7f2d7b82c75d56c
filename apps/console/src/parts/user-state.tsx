import { Badge } from '@mantine/core';
import { defineTexts } from '../texts/texts';

const useUserStateTexts = defineTexts('user-state', {
  en: {
    role1: 'User',
    role10: 'Administrator',
    role100: 'Root',
    active: 'Active',
    disabled: 'Disabled',
    locked: 'Sign-in locked',
    deleted: 'Deleted',
  },
  zh: {
    role1: '普通用户',
    role10: '管理员',
    role100: '超级管理员',
    active: '正常',
    disabled: '已禁用',
    locked: '登录被锁定',
    deleted: '已删除',
  },
});

interface AccountState {
  readonly status: number;
  readonly DeletedAt: string | null;
  /** Unix seconds. */
  readonly locked_until: number;
}

const COLORS = { active: 'green', disabled: 'red', locked: 'yellow', deleted: 'gray' } as const;
export const ROLES = [1, 10, 100] as const;

/** The state of an account; what keeps it from use longest comes first. */
export function getUserState({
  status,
  DeletedAt: deletedAt,
  locked_until: locked,
}: AccountState): keyof typeof COLORS {
  if (deletedAt !== null) return 'deleted';
  if (status !== 1) return 'disabled';
  return locked * 1000 > Date.now() ? 'locked' : 'active';
}

/** The state of an account as a badge. */
export function UserState({ user }: { readonly user: AccountState }) {
  const t = useUserStateTexts();
  const state = getUserState(user);
  return (
    <Badge variant="light" color={COLORS[state]}>
      {t(state)}
    </Badge>
  );
}

/** The text of a role. A newer server may know more roles, which appear by their number. */
export function useRoleText(): (role: number) => string {
  const t = useUserStateTexts();
  return (role) => {
    const known = ROLES.find((each) => each === role);
    return known ? t(`role${known}`) : String(role);
  };
}
