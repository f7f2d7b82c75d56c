import { entries } from './entry.js';
import { secondFactorErrors } from './second-factor.errors.js';

/** Refusals of the auth service. */
export const authErrors = entries({
  REGISTRATION_CLOSED: { status: 403, zh: '管理员关闭了新用户注册', en: 'Registration is closed' },
  PASSWORD_REGISTRATION_CLOSED: {
    status: 403,
    zh: '管理员关闭了通过密码进行注册，请使用第三方账户验证的形式进行注册',
    en: 'Registration with a password is closed; use a third-party account',
  },
  EMAIL_REQUIRED: {
    status: 400,
    zh: '管理员开启了邮箱验证，请输入邮箱地址和验证码',
    en: 'Give an e-mail address and its verification code',
  },
  EMAIL_CODE_INVALID: { status: 400, zh: '验证码错误或已过期', en: 'The code is wrong or has expired' },
  EMAIL_TAKEN: { status: 409, zh: '邮箱地址已被占用', en: 'The e-mail address is in use' },
  USERNAME_TAKEN: {
    status: 409,
    zh: '用户名已存在，或已注销',
    en: 'The user name exists or belonged to a deleted account',
  },
  PASSWORD_LOGIN_CLOSED: { status: 403, zh: '管理员关闭了密码登录', en: 'Login with a password is closed' },
  LOGIN_REFUSED: {
    status: 401,
    zh: '用户名或密码错误，或用户已被封禁',
    en: 'Wrong user name or password, or the user is disabled',
  },
  ORIGINAL_PASSWORD_WRONG: { status: 403, zh: '原密码错误', en: 'The current password is wrong' },
  ROOT_UNDELETABLE: { status: 403, zh: '不能删除超级管理员账户', en: 'The root account cannot be deleted' },
  SETTING_MALFORMED: { status: 400, zh: '设置格式错误：{field}', en: 'The settings are malformed: {field}' },
  SETTING_TOO_LARGE: { status: 413, zh: '设置格式错误：超过 16 KiB', en: 'The settings exceed 16 KiB' },
  SESSION_NOT_FOUND: { status: 404, zh: '会话不存在', en: 'No such session' },
  USER_NOT_FOUND: { status: 404, zh: '用户不存在', en: 'No such user' },
  TARGET_OUTRANKS: { status: 403, zh: '无权获取同级或更高等级用户的信息', en: 'The user is of your rank or above' },
  ...secondFactorErrors,
});
