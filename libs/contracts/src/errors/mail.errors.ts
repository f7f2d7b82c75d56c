import { entries } from './entry.js';

/** Refusals around mailed codes and links, and the check that a person asks for them. */
export const mailErrors = entries({
  EMAIL_INVALID: { status: 400, zh: '无效的邮箱地址', en: 'The e-mail address is not valid' },
  EMAIL_DOMAIN_REFUSED: {
    status: 403,
    zh: "The administrator has enabled the email domain name whitelist, and your email address is not allowed due to special symbols or it's not in the whitelist.",
    en: "The administrator has enabled the email domain name whitelist, and your email address is not allowed due to special symbols or it's not in the whitelist.",
  },
  EMAIL_ALIAS_REFUSED: {
    status: 403,
    zh: '管理员已启用邮箱地址别名限制，您的邮箱地址由于包含特殊符号而被拒绝。',
    en: 'E-mail aliases are not allowed: the part before the @ may hold no plus sign and no dot',
  },
  MAIL_NOT_CONFIGURED: { status: 503, zh: 'SMTP 服务器未配置', en: 'No mail server is configured' },
  RESET_LINK_INVALID: { status: 400, zh: '重置链接非法或已过期', en: 'The reset link is wrong or has expired' },
  TURNSTILE_TOKEN_MISSING: { status: 400, zh: 'Turnstile token 为空', en: 'The Turnstile token is missing' },
  TURNSTILE_REFUSED: {
    status: 403,
    zh: 'Turnstile 校验失败，请刷新重试！',
    en: 'The Turnstile check failed: reload the page and try again',
  },
  TURNSTILE_UNAVAILABLE: {
    status: 503,
    zh: 'Turnstile 校验服务暂时无法访问，请稍后重试！',
    en: 'The Turnstile check cannot be reached, try again later',
  },
});
