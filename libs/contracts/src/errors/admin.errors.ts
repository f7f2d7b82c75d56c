import { entries } from './entry.js';

/** Refusals of the admin service. */
export const adminErrors = entries({
  OPTION_UNKNOWN: { status: 400, zh: '无效的参数：未知的配置项 {key}', en: 'There is no option {key}' },
  // the reason is a text of its own, in two languages
  ROOT_LOGIN_MISSING: {
    status: 409,
    zh: '关闭后超级管理员将无法登录：请先绑定 Passkey 或第三方账户，并用其登录一次',
    en: 'Root could not log in any more: add a passkey or bind an account, and log in with it once before',
  },
  OPTION_INVALID: { status: 400, zh: '无效的参数：{key} {reason_zh}', en: 'Option {key} {reason}' },
  // the list names each group with its users and keys, in two languages
  GROUPS_IN_USE: {
    status: 409,
    zh: '以下分组仍在使用或不可缺少：{groups_zh}。请先移走，或以 force:true 强制保存',
    en: 'These groups are still in use, or needed: {groups}. Move them first, or send force:true',
  },
  GROUP_UNKNOWN: {
    status: 400,
    zh: '无效的参数：分组 {group} 不存在',
    en: 'There is no group {group}; letter case counts',
  },
  GITHUB_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用 GitHub OAuth，请先填入 GitHub Client Id 以及 GitHub Client Secret！',
    en: 'Set the GitHub client id and client secret first',
  },
  DISCORD_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用 Discord OAuth，请先填入 Discord Client Id 以及 Discord Client Secret！',
    en: 'Set the Discord client id and client secret first',
  },
  OIDC_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用 OIDC 登录，请先填入 OIDC Client Id 以及 OIDC Client Secret！',
    en: 'Set the OIDC client id and client secret first',
  },
  LINUXDO_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用 LinuxDO OAuth，请先填入 LinuxDO Client Id 以及 LinuxDO Client Secret！',
    en: 'Set the LinuxDO client id and client secret first',
  },
  EMAIL_DOMAINS_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用邮箱域名限制，请先填入限制的邮箱域名！',
    en: 'List the allowed e-mail domains first',
  },
  WECHAT_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用微信登录，请先填入微信登录相关配置信息！',
    en: 'Set the WeChat login server first',
  },
  TURNSTILE_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用 Turnstile 校验，请先填入 Turnstile 校验相关配置信息！',
    en: 'Set the Turnstile site key and secret key first',
  },
  TELEGRAM_NOT_CONFIGURED: {
    status: 409,
    zh: '无法启用 Telegram OAuth，请先填入 Telegram Bot Token！',
    en: 'Set the Telegram bot token first',
  },
  SETUP_DONE: { status: 409, zh: '系统已经初始化完成', en: 'The system is set up already' },
  SETUP_TOKEN_REQUIRED: {
    status: 403,
    zh: '请使用启动时输出的初始化令牌',
    en: 'The set-up needs the token that is printed at the start, unless it comes from the same machine',
  },
  SETUP_USERNAME_LENGTH: {
    status: 400,
    zh: '用户名长度不能超过12个字符',
    en: 'The user name may have at most 12 characters',
  },
  SETUP_PASSWORDS_DIFFER: { status: 400, zh: '两次输入的密码不一致', en: 'The two passwords differ' },
  SETUP_PASSWORD_LENGTH: {
    status: 400,
    zh: '密码长度至少为8个字符',
    en: 'The password needs at least 8 characters',
  },
  USER_DELETED: { status: 409, zh: '该用户已注销', en: 'The user is deleted' },
  UPDATE_OUTRANKS: {
    status: 403,
    zh: '无权更新同权限等级或更高权限等级的用户信息',
    en: 'The user is of your rank or above',
  },
  DELETE_OUTRANKS: {
    status: 403,
    zh: '无权删除同权限等级或更高权限等级的用户',
    en: 'The user is of your rank or above',
  },
  ROLE_NOT_GRANTABLE: {
    status: 403,
    zh: '无法创建权限大于等于自己的用户',
    en: 'You cannot create a user of your rank or above',
  },
  ROLE_ABOVE_OWN: {
    status: 403,
    zh: '无权将其他用户权限等级提升到大于等于自己的权限等级',
    en: 'You cannot raise a user to your rank or above',
  },
  ROOT_UNDISABLEABLE: { status: 403, zh: '无法禁用超级管理员用户', en: 'Root cannot be disabled' },
  ROOT_NOT_DELETABLE: { status: 403, zh: '无法删除超级管理员用户', en: 'Root cannot be deleted' },
  ROOT_UNDEMOTABLE: { status: 403, zh: '无法降级超级管理员用户', en: 'Root cannot be demoted' },
  PROMOTION_BY_ROOT_ONLY: {
    status: 403,
    zh: '普通管理员用户无法提升其他用户为管理员',
    en: 'Only root can make a user an administrator',
  },
  ALREADY_ADMIN: { status: 409, zh: '该用户已经是管理员', en: 'The user is an administrator already' },
  ALREADY_USER: { status: 409, zh: '该用户已经是普通用户', en: 'The user is a plain user already' },
  TASK_TYPE_REQUIRED: { status: 400, zh: '缺少任务类型', en: 'Give the type of the task' },
  PERMISSIONS_BY_ROOT_ONLY: {
    status: 403,
    zh: '只有超级管理员可以修改管理员权限',
    en: 'Only root may change permissions',
  },
  INSTANCE_NOT_STALE: { status: 404, zh: '实例仍在线或不存在', en: 'The instance is not stale, or there is none' },
  TASK_NOT_FOUND: { status: 404, zh: '任务不存在', en: 'No such task', bare: true },
  OPTION_READ_ONLY: { status: 403, zh: '该选项不能直接修改：{key}', en: 'The option {key} cannot be set directly' },
  WEBHOOK_NOT_FOUND: { status: 404, zh: 'Webhook 不存在', en: 'There is no such webhook endpoint or delivery' },
  RELAY_ONLY: {
    status: 501,
    zh: '该功能由中继服务提供，请将 {path} 转发到中继服务',
    en: 'The relay does this: lead {path} to it',
  },
  RANKING_PERIOD_UNKNOWN: { status: 400, zh: '无效的时间范围', en: 'Unknown period', bare: true },
  MODULE_CLOSED: { status: 403, zh: '该页面未开放', en: 'This page is closed', bare: true },
  QUOTA_CHANGE_ZERO: { status: 400, zh: '额度变更必须大于零', en: 'The quota change must be above 0' },
  REFERENCE_REUSED: {
    status: 409,
    zh: '引用号 {reference} 已用于另一笔额度变更',
    en: 'You used the reference {reference} for another change already',
  },
  GRANT_CEILING: {
    status: 403,
    zh: '超出每日发放上限 {ceiling}，今日已发放 {given}',
    en: 'This exceeds your daily ceiling of {ceiling}; you gave {given} today',
  },
  APPROVAL_PENDING: {
    status: 409,
    zh: '已提交审批（编号 {id}），等待另一位管理员批准',
    en: 'This waits for the approval of another administrator, as number {id}',
  },
  APPROVAL_REJECTED: {
    status: 409,
    zh: '该申请（编号 {id}）已被拒绝',
    en: 'The request with number {id} was rejected',
  },
  APPROVAL_NOT_FOUND: { status: 404, zh: '审批不存在', en: 'There is no such approval' },
  APPROVAL_DECIDED: { status: 409, zh: '该审批已处理', en: 'The approval was decided already' },
  APPROVAL_OWN: {
    status: 403,
    zh: '不能审批自己的申请',
    en: 'You cannot approve what you asked for or what you receive',
  },
  TARGET_TIMESTAMP_REQUIRED: { status: 400, zh: 'target timestamp is required', en: 'target timestamp is required' },
  TIME_SPAN_TOO_LONG: { status: 400, zh: '时间跨度不能超过 1 个月', en: 'The span may not exceed one month' },
});
