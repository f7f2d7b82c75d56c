import type { Locale } from '@tollgate/contracts';

/** Messages of successes, in both languages. Errors have their texts in the error table. */
export const MESSAGES = {
  registered: { zh: '用户注册成功', en: 'Registered' },
  loggedIn: { zh: '登录成功', en: 'Logged in' },
  secondFactorNeeded: { zh: '请输入两步验证码', en: 'Enter the two-step verification code' },
  paid: { zh: '支付成功', en: 'Paid' },
  updated: { zh: '更新成功', en: 'Updated' },
  checkedIn: { zh: '签到成功', en: 'Checked in' },
  redeemed: { zh: '兑换成功', en: 'Redeemed' },
  transferred: { zh: '划转成功', en: 'Transferred' },
  settingsUpdated: { zh: '设置更新成功', en: 'Settings updated' },
  optionUpdated: { zh: '配置更新成功', en: 'Option updated' },
  modelRatioReset: { zh: '重置模型倍率成功', en: 'Model ratios reset' },
  migrated: { zh: '迁移成功', en: 'Migrated' },
  setUp: { zh: '系统初始化成功', en: 'The system is set up' },
  secondFactorSetUp: {
    zh: '2FA设置初始化成功，请使用认证器扫描二维码并输入验证码完成设置',
    en: 'Scan the QR code with your authenticator app and enter a code to finish',
  },
  secondFactorEnabled: { zh: '两步验证启用成功', en: 'Two-step verification is on' },
  secondFactorDisabled: { zh: '两步验证已禁用', en: 'Two-step verification is off' },
  secondFactorForcedOff: { zh: '用户2FA已被强制禁用', en: "The user's two-step verification is off" },
  backupCodesMade: { zh: '备用码重新生成成功', en: 'New backup codes made' },
  passkeyRegistered: { zh: 'Passkey 注册成功', en: 'Passkey registered' },
  passkeyRemoved: { zh: 'Passkey 已解绑', en: 'Passkeys removed' },
  passkeyReset: { zh: 'Passkey 已重置', en: "The user's passkeys are removed" },
  passkeyVerified: { zh: 'Passkey 验证成功', en: 'Passkey verified' },
  verified: { zh: '验证成功', en: 'Verified' },
  running: { zh: 'Server is running', en: 'Server is running' },
  bind: { zh: 'bind', en: 'bind' },
} as const satisfies Record<string, Record<Locale, string>>;

export type MessageKey = keyof typeof MESSAGES;
