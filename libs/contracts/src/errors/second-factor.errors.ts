import { entries } from './entry.js';

/** Refusals of the second factor, passkeys and step-up, in the auth service. */
export const secondFactorErrors = entries({
  SECOND_FACTOR_ON: {
    status: 409,
    zh: '用户已启用2FA，请先禁用后重新设置',
    en: 'The second factor is on; disable it first',
  },
  SECOND_FACTOR_ENABLED: { status: 409, zh: '2FA已经启用', en: 'The second factor is already on' },
  SECOND_FACTOR_OFF: { status: 409, zh: '用户未启用2FA', en: 'The second factor is not on' },
  SECOND_FACTOR_REQUIRED: { status: 401, zh: '请输入两步验证码', en: 'Enter the two-step verification code' },
  SECOND_FACTOR_NOT_SET_UP: { status: 409, zh: '请先完成2FA初始化设置', en: 'Set the second factor up first' },
  SECOND_FACTOR_LOCKED: {
    status: 429,
    zh: '账户已被锁定，请在{until}后重试',
    en: 'The account is locked, try again after {until}',
  },
  SECOND_FACTOR_OUTRANKED: {
    status: 403,
    zh: '无权操作同级或更高级用户的2FA设置',
    en: "Not permitted: that user's rank is yours or above",
  },
  PENDING_LOGIN_OVER: { status: 401, zh: '会话已过期，请重新登录', en: 'The login has expired, log in again' },
  CODE_LENGTH: { status: 400, zh: '验证码必须是6位数字', en: 'The code has 6 digits' },
  CODE_DIGITS: { status: 400, zh: '验证码只能包含数字', en: 'The code has digits only' },
  CODE_REFUSED: { status: 403, zh: '验证码或备用码不正确', en: 'The code or backup code is not right' },
  CODE_WRONG: { status: 403, zh: '验证码或备用码错误，请重试', en: 'The code or backup code is wrong, try again' },
  SESSION_NEEDED: { status: 401, zh: '未登录', en: 'Log in: an access token does not do here', bare: true },
  PASSKEY_CLOSED: { status: 403, zh: '管理员未启用 Passkey 登录', en: 'Passkeys are not in use here' },
  PASSKEY_ORIGIN_UNKNOWN: {
    status: 503,
    zh: 'Passkey 未配置 Origin：请设置 ServerAddress 或 passkey.origins',
    en: 'The origin for passkeys is not configured: set the option ServerAddress or passkey.origins',
  },
  PASSKEY_ORIGIN_INSECURE: {
    status: 503,
    zh: 'Passkey 不允许使用不安全的 Origin: {origin}',
    en: 'Passkeys do not work with the insecure origin {origin}',
  },
  PASSKEY_CEREMONY_OVER: {
    status: 400,
    zh: 'Passkey 会话不存在或已过期',
    en: 'The passkey request does not exist or has expired',
  },
  PASSKEY_NOT_CREATED: { status: 400, zh: '无法创建 Passkey 凭证', en: 'The passkey could not be registered' },
  PASSKEY_TOO_MANY: { status: 409, zh: 'Passkey 数量已达上限 {most}', en: 'At most {most} passkeys' },
  PASSKEY_NONE: { status: 404, zh: '该用户尚未绑定 Passkey', en: 'The user has no passkey' },
  PASSKEY_OUTRANKED: {
    status: 403,
    zh: '无权操作同级或更高级用户的 Passkey',
    en: "Not permitted: that user's rank is yours or above",
  },
  PASSKEY_REFUSED: {
    status: 401,
    zh: 'Passkey 验证失败，请重试或联系管理员',
    en: 'The passkey was refused, try again or ask an administrator',
  },
  PASSKEY_OFF: { status: 409, zh: '用户未启用Passkey', en: 'The user has no passkey' },
  VERIFY_NO_FACTOR: {
    status: 409,
    zh: '用户未启用2FA或Passkey',
    en: 'Neither the second factor nor a passkey is on',
  },
  VERIFY_CODE_MISSING: { status: 400, zh: '验证码不能为空', en: 'The code is missing' },
  VERIFY_METHOD_UNKNOWN: { status: 400, zh: '不支持的验证方式: {method}', en: 'Unknown method: {method}' },
  VERIFY_SCOPE_UNKNOWN: { status: 400, zh: '不支持的验证用途: {scope}', en: 'Unknown scope: {scope}' },
  VERIFY_FAILED: { status: 403, zh: '验证失败，请检查验证码', en: 'Verification failed, check the code' },
  VERIFICATION_REQUIRED: {
    status: 403,
    zh: '需要安全验证',
    en: 'Verify who you are first',
    bare: true,
  },
  VERIFICATION_EXPIRED: {
    status: 403,
    zh: '验证已过期，请重新验证',
    en: 'The verification has expired, verify again',
    bare: true,
  },
});
