import { defineTexts } from '../texts/texts';

const useEventTexts = defineTexts('events', {
  en: {
    access_token_made: 'Access token made',
    account_bound: 'Account connected',
    account_deleted: 'Account deleted',
    account_unbound: 'Account disconnected',
    backup_codes_replaced: 'Recovery codes replaced',
    login: 'Signed in',
    login_locked: 'Sign-in locked after wrong attempts',
    login_refused: 'Sign-in refused',
    passkey_added: 'Passkey added',
    passkeys_removed: 'Passkeys removed',
    password_changed: 'Password changed',
    password_reset: 'Password reset',
    refresh_reused: 'A stolen refresh token was used; the session ended',
    second_factor_disabled: 'Second factor switched off',
    second_factor_enabled: 'Second factor switched on',
    second_factor_locked: 'Second factor locked after wrong codes',
    second_factor_refused: 'Wrong code of the second factor',
    second_factor_set_up: 'Second factor prepared',
    session_ended: 'Session ended',
    sessions_ended: 'Other sessions ended',
    verified: 'Identity confirmed',
  },
  zh: {
    access_token_made: '生成访问令牌',
    account_bound: '绑定第三方账号',
    account_deleted: '注销账号',
    account_unbound: '解绑第三方账号',
    backup_codes_replaced: '更换恢复码',
    login: '登录',
    login_locked: '多次失败后登录被锁定',
    login_refused: '登录被拒绝',
    passkey_added: '添加通行密钥',
    passkeys_removed: '移除通行密钥',
    password_changed: '修改密码',
    password_reset: '重置密码',
    refresh_reused: '刷新令牌被盗用，会话已结束',
    second_factor_disabled: '停用两步验证',
    second_factor_enabled: '启用两步验证',
    second_factor_locked: '多次错误后两步验证被锁定',
    second_factor_refused: '两步验证码错误',
    second_factor_set_up: '准备两步验证',
    session_ended: '会话结束',
    sessions_ended: '结束其他会话',
    verified: '身份已确认',
  },
});

const EVENTS = [
  'access_token_made',
  'account_bound',
  'account_deleted',
  'account_unbound',
  'backup_codes_replaced',
  'login',
  'login_locked',
  'login_refused',
  'passkey_added',
  'passkeys_removed',
  'password_changed',
  'password_reset',
  'refresh_reused',
  'second_factor_disabled',
  'second_factor_enabled',
  'second_factor_locked',
  'second_factor_refused',
  'second_factor_set_up',
  'session_ended',
  'sessions_ended',
  'verified',
] as const;

/** The text of a security event. A newer server may know more events, which appear by their name. */
export function useEventText(): (action: string) => string {
  const t = useEventTexts();
  return (action) => {
    const known = EVENTS.find((each) => action === each || action === `security.${each}`);
    return known ? t(known) : action;
  };
}
