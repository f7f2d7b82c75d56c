import { bearerSessionErrors } from './bearer-session.errors.js';
import { entries } from './entry.js';
import { mailErrors } from './mail.errors.js';
import { thirdPartyErrors } from './third-party.errors.js';
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
  ACCOUNT_EXISTS: {
    status: 409,
    zh: '该邮箱地址已属于一个账户，请先登录该账户，再绑定此第三方账户',
    en: 'An account with this e-mail address exists: log in to it and bind this account there',
  },
  PASSWORD_BLOCKED: {
    status: 400,
    zh: '该密码过于常见，不允许使用',
    en: 'The password is on the list of passwords that are not allowed',
  },
  AFF_CODE_UNKNOWN: { status: 400, zh: '邀请码不存在', en: 'The affiliate code belongs to no account' },
  USERNAME_CONFUSABLE: {
    status: 409,
    zh: '用户名与管理员的用户名过于相似',
    en: 'The user name looks like that of an administrator',
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
  ...bearerSessionErrors,
  API_KEY_MISSING: { status: 401, zh: '未提供令牌', en: 'No API key was given', bare: true },
  API_KEY_INVALID: { status: 401, zh: '无效的令牌', en: 'The API key is not valid', bare: true },
  API_KEY_DISABLED: { status: 401, zh: '该令牌状态不可用', en: 'The API key is disabled', bare: true },
  API_KEY_EXPIRED: { status: 401, zh: '该令牌已过期', en: 'The API key has expired', bare: true },
  API_KEY_EXHAUSTED: { status: 401, zh: '该令牌额度已用尽', en: 'The API key has spent its quota', bare: true },
  API_KEY_USER_DISABLED: { status: 403, zh: '用户已被封禁', en: 'The user of the API key is disabled', bare: true },
  API_KEY_ADDRESS_REFUSED: {
    status: 403,
    zh: '您的 IP 不在令牌允许访问的列表中',
    en: 'Your address is not on the list of the API key',
    bare: true,
  },
  API_KEY_GROUP_REFUSED: { status: 403, zh: '无权访问 {group} 分组', en: 'No access to the group {group}' },
  API_KEY_AUTO_GROUPS_REFUSED: {
    status: 400,
    zh: '自动分组列表无效：{group}',
    en: 'Not a list of groups that auto may choose among: {group}',
  },
  SEARCH_PATTERN_REFUSED: {
    status: 400,
    zh: '搜索通配符过多或内容过短',
    en: 'At most two % that do not touch, and two other characters',
  },
  API_KEY_MODEL_REFUSED: {
    status: 403,
    zh: '该令牌无权访问模型 {model}',
    en: 'The API key has no access to the model {model}',
    bare: true,
  },
  API_KEY_NOT_FOUND: { status: 404, zh: '令牌不存在', en: 'No such API key' },
  API_KEY_NAME_TOO_LONG: { status: 400, zh: '令牌名称过长', en: 'The name of the API key is too long' },
  API_KEY_EXPIRY_PAST: { status: 400, zh: '过期时间不能早于当前时间', en: 'The expiry is in the past' },
  API_KEY_LIMIT_REACHED: { status: 409, zh: '令牌数量已达上限 {limit}', en: 'At most {limit} API keys' },
  API_KEY_STAYS_EXPIRED: {
    status: 409,
    zh: '令牌已过期，无法启用，请先修改令牌过期时间，或者设置为永不过期',
    en: 'The API key has expired: change its expiry first, or let it never expire',
  },
  API_KEY_STAYS_EXHAUSTED: {
    status: 409,
    zh: '令牌可用额度已用尽，无法启用，请先修改令牌剩余额度，或者设置为无限额度',
    en: 'The API key has spent its quota: raise it first, or set it to unlimited',
  },
  CHECK_IN_OFF: { status: 403, zh: '签到功能未启用', en: 'The daily check-in is off' },
  CHECK_IN_DONE: { status: 409, zh: '今天已经签到', en: 'You have checked in today' },
  ...mailErrors,
  ...thirdPartyErrors,
});
