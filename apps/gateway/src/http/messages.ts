import type { Locale } from '@tollgate/contracts';

/** What `message` says on success, in both languages. Refusals have theirs in the error table. */
export const MESSAGES = {
  registered: { zh: '用户注册成功', en: 'Registered' },
  loggedIn: { zh: '登录成功', en: 'Logged in' },
  secondFactorNeeded: { zh: '请输入两步验证码', en: 'Enter the two-step verification code' },
  paid: { zh: '支付成功', en: 'Paid' },
  updated: { zh: '更新成功', en: 'Updated' },
  redeemed: { zh: '兑换成功', en: 'Redeemed' },
  transferred: { zh: '划转成功', en: 'Transferred' },
  settingsUpdated: { zh: '设置更新成功', en: 'Settings updated' },
  optionUpdated: { zh: '配置更新成功', en: 'Option updated' },
  modelRatioReset: { zh: '重置模型倍率成功', en: 'Model ratios reset' },
  migrated: { zh: '迁移成功', en: 'Migrated' },
  setUp: { zh: '系统初始化成功', en: 'The system is set up' },
  bind: { zh: 'bind', en: 'bind' },
} as const satisfies Record<string, Record<Locale, string>>;

export type MessageKey = keyof typeof MESSAGES;
