import { entries } from './entry.js';

/** Refusals of logging in with, and binding, accounts elsewhere. */
export const thirdPartyErrors = entries({
  OAUTH_STATE_INVALID: {
    status: 403,
    zh: 'state is empty or not same',
    en: 'state is empty or not same',
    bare: true,
  },
  OAUTH_DISABLED: {
    status: 403,
    zh: '管理员未开启通过 {provider} 登录以及注册',
    en: 'Login and registration with {provider} are off',
  },
  WECHAT_DISABLED: {
    status: 403,
    zh: '管理员未开启通过微信登录以及注册',
    en: 'Login and registration with WeChat are off',
  },
  OAUTH_REFUSED: { status: 403, zh: '{provider} 拒绝了授权：{reason}', en: '{provider} refused: {reason}' },
  OAUTH_UNREACHABLE: {
    status: 502,
    zh: '无法连接至 {provider} 服务器，请稍后重试！',
    en: '{provider} cannot be reached, try again later',
  },
  OAUTH_TOKEN_FAILED: {
    status: 502,
    zh: '{provider} 获取 Token 失败，请检查设置！',
    en: '{provider} gave no valid token: check the settings',
  },
  OAUTH_USER_FAILED: {
    status: 502,
    zh: '{provider} 获取用户信息失败！请检查设置！',
    en: '{provider} gave no user information: check the settings',
  },
  OAUTH_USER_EMPTY: {
    status: 502,
    zh: '{provider} 获取用户信息为空！请检查设置！',
    en: '{provider} named no user: check the settings',
  },
  OAUTH_POLICY_REFUSED: { status: 403, zh: '{reason}', en: '{reason}' },
  CUSTOM_PROVIDER_NOT_FOUND: { status: 404, zh: '未找到该 OAuth 提供商', en: 'There is no such OAuth provider' },
  CUSTOM_PROVIDER_SLUG_TAKEN: { status: 409, zh: '该标识已被使用', en: 'Another provider has this slug' },
  CUSTOM_PROVIDER_SLUG_RESERVED: {
    status: 409,
    zh: '该标识已被内置功能占用',
    en: 'A built-in provider or path has this slug',
  },
  CUSTOM_PROVIDER_BOUND: {
    status: 409,
    zh: '仍有用户绑定该提供商，无法删除',
    en: 'Accounts are bound to this provider: unbind them first',
  },
  OAUTH_ALREADY_BOUND: {
    status: 409,
    zh: '该 {provider} 账户已被绑定',
    en: 'This {provider} account is bound already',
  },
  WECHAT_ALREADY_BOUND: { status: 409, zh: '该微信账号已被绑定', en: 'This WeChat account is bound already' },
  WECHAT_CODE_INVALID: { status: 400, zh: '验证码错误或已过期', en: 'The code is wrong or has expired' },
  TRUST_LEVEL_TOO_LOW: {
    status: 403,
    zh: 'Linux DO 信任等级未达到管理员设置的最低信任等级',
    en: 'Your Linux DO trust level is below the minimum',
  },
  TELEGRAM_REQUEST_INVALID: { status: 400, zh: '无效的请求', en: 'The request is not valid' },
  TELEGRAM_NOT_BOUND: { status: 404, zh: '该 Telegram 账户未绑定', en: 'This Telegram account is not bound' },
  ACCOUNT_DELETED: { status: 403, zh: '用户已注销', en: 'The account was deleted' },
  ACCOUNT_DISABLED: { status: 403, zh: '用户已被封禁', en: 'The user is disabled' },
  BINDING_NOT_FOUND: { status: 404, zh: '尚未绑定该账户', en: 'No such account is bound' },
  LAST_WAY_IN: {
    status: 409,
    zh: '无法解绑最后一种登录方式，请先设置密码或绑定其他账户',
    en: 'This is the last way into the account: set a password or bind another account first',
  },
});
