import type { Locale } from '@tollgate/contracts';

/** The content of a mail. Only `code` and `reset` hold a secret. */
export type MailMessage =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'reset'; readonly link: string }
  | { readonly kind: 'account_exists' }
  | { readonly kind: 'test' }
  | { readonly kind: 'new_device'; readonly ip: string; readonly device: string; readonly time: string }
  | { readonly kind: 'password_changed' | 'password_reset'; readonly time: string }
  | { readonly kind: 'email_changed'; readonly time: string }
  | { readonly kind: 'login_locked' | 'factor_enabled' | 'factor_disabled' | 'factor_guessed'; readonly time: string }
  | { readonly kind: 'passkey_added' | 'passkey_removed'; readonly time: string }
  | { readonly kind: 'bound' | 'unbound'; readonly provider: string; readonly time: string }
  | { readonly kind: 'quota_low' | 'webhook_disabled'; readonly detail: string; readonly time: string };

/** Mails about an event of an account. They hold no code and no link. */
export type NoticeMessage = Exclude<MailMessage, { kind: 'code' | 'reset' | 'account_exists' | 'test' }>;

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A paragraph: text, text with an emphasised part, or a link. */
type Paragraph = string | { readonly before: string; readonly strong: string } | { readonly link: string };

interface Draft {
  readonly subject: string;
  readonly body: readonly Paragraph[];
}

type Writer = (message: MailMessage, system: string) => Draft;

const WARNING = {
  zh: '如果不是您本人操作，请立即修改密码，并检查登录会话与安全设置。',
  en: 'If this was not you, change your password at once and look at your sessions and security settings.',
};

const EVENTS = {
  zh: {
    password_changed: ['密码已修改', '您的账户密码已被修改，其他登录会话均已失效。'],
    password_reset: [
      '密码已重置',
      '您的账户密码已通过邮件链接重置：所有登录会话和访问令牌均已失效，API 令牌已被停用，Passkey 已被移除，邮箱验证之前绑定的第三方账户已被解绑。',
    ],
    email_changed: ['邮箱地址已变更', '您账户的邮箱地址已变更，此地址不再属于该账户。'],
    login_locked: [
      '登录已被暂时锁定',
      '有人多次输入错误的密码，部分网络的密码登录已被暂时锁定。您仍可使用曾登录过的浏览器、Passkey，或密码加两步验证登录；也可以通过邮件重置密码以解除锁定，或联系管理员。',
    ],
    factor_enabled: ['两步验证已启用', '您的账户已启用两步验证。'],
    factor_disabled: ['两步验证已停用', '您的账户已停用两步验证。'],
    factor_guessed: ['两步验证码多次错误', '有人知道您的密码，并多次输入错误的两步验证码，该验证已被暂时锁定。'],
    passkey_added: ['已添加 Passkey', '您的账户已添加一个 Passkey。'],
    passkey_removed: ['已移除 Passkey', '您的账户已移除一个 Passkey。'],
    bound: ['已绑定第三方账户', '您的账户已绑定第三方账户：'],
    unbound: ['已解绑第三方账户', '您的账户已解绑第三方账户：'],
    quota_low: ['您的额度即将用尽', '您的剩余额度已低于您设置的预警阈值：'],
    webhook_disabled: ['Webhook 已被停用', '该 Webhook 在一天内的全部投递均失败，已被停用，编号：'],
  },
  en: {
    password_changed: [
      'Your password was changed',
      'The password of your account was changed; all other sessions have ended.',
    ],
    password_reset: [
      'Your password was reset',
      'The password of your account was reset through a mailed link: all sessions and access tokens have ended, API keys are turned off, passkeys are removed, and accounts bound before your address was verified are unbound.',
    ],
    email_changed: [
      'Your address was changed',
      'Your account has another e-mail address now; this one no longer belongs to it.',
    ],
    login_locked: [
      'Password login is locked for a while',
      'Several wrong passwords were entered for your account, so password login is locked for some networks. You can still log in with a browser that you used before, with a passkey, or with your password and the second factor. To end the lock, reset your password by mail or ask an administrator.',
    ],
    factor_enabled: ['Two-step verification is on', 'Two-step verification was turned on for your account.'],
    factor_disabled: ['Two-step verification is off', 'Two-step verification was turned off for your account.'],
    factor_guessed: [
      'Wrong two-step codes',
      'A client that knows your password sent several wrong two-step codes. Codes are refused for a while.',
    ],
    passkey_added: ['A passkey was added', 'A passkey was added to your account.'],
    passkey_removed: ['A passkey was removed', 'A passkey was removed from your account.'],
    bound: ['An account was bound', 'A third-party account was bound to yours: '],
    unbound: ['An account was unbound', 'A third-party account was unbound from yours: '],
    quota_low: ['Your balance is low', 'Your remaining balance is below the threshold of your settings: '],
    webhook_disabled: [
      'A webhook was disabled',
      'All deliveries to this webhook endpoint failed for a day, so it was disabled. Its number: ',
    ],
  },
} as const;

const zh: Writer = (message, system) => {
  switch (message.kind) {
    case 'code':
      return {
        subject: `${system}邮箱验证邮件`,
        body: [
          `您好，你正在进行${system}邮箱验证。`,
          { before: '您的验证码为: ', strong: message.code },
          '验证码 10 分钟内有效，如果不是本人操作，请忽略。',
        ],
      };
    case 'reset':
      return {
        subject: `${system}密码重置`,
        body: [
          `您好，你正在进行${system}密码重置。`,
          '点击下面的链接进行密码重置；如果链接无法点击，请将其复制到浏览器中打开：',
          { link: message.link },
          '重置链接 10 分钟内有效，如果不是本人操作，请忽略。',
        ],
      };
    case 'account_exists':
      return {
        subject: `${system}邮箱验证邮件`,
        body: [
          `您好，有人在${system}使用此邮箱地址请求验证码，但此地址已属于一个账户，因此没有发送验证码。`,
          '如果是您本人操作，请直接登录，或重置密码。如果不是本人操作，请忽略。',
        ],
      };
    case 'test':
      return { subject: `${system}：测试邮件`, body: [`这是一封来自${system}的测试邮件。`] };
    case 'new_device':
      return {
        subject: `${system}：新设备登录`,
        body: [
          `您的账户于 ${message.time} 在一台新设备上登录。`,
          `设备：${message.device}`,
          `IP 地址：${message.ip}`,
          WARNING.zh,
        ],
      };
    default:
      return buildEvent(message, system, 'zh');
  }
};

const en: Writer = (message, system) => {
  switch (message.kind) {
    case 'code':
      return {
        subject: `${system}: your verification code`,
        body: [
          `You are verifying your e-mail address at ${system}.`,
          { before: 'Your code: ', strong: message.code },
          'It is valid for 10 minutes. If you did not request it, ignore this mail.',
        ],
      };
    case 'reset':
      return {
        subject: `${system}: reset your password`,
        body: [
          `A password reset was requested at ${system}.`,
          'To get a new password, follow the link or copy it into your browser:',
          { link: message.link },
          'It is valid for 10 minutes. If you did not request it, ignore this mail.',
        ],
      };
    case 'account_exists':
      return {
        subject: `${system}: your verification code`,
        body: [
          `A code for this address was requested at ${system}. The address belongs to an account already, so no code was sent.`,
          'If you requested it, log in or reset your password. If not, ignore this mail.',
        ],
      };
    case 'test':
      return { subject: `${system}: test mail`, body: [`This is a test mail of ${system}.`] };
    case 'new_device':
      return {
        subject: `${system}: login on a new device`,
        body: [
          `There was a login to your account at ${message.time} on a new device.`,
          `Device: ${message.device}`,
          `Address: ${message.ip}`,
          WARNING.en,
        ],
      };
    default:
      return buildEvent(message, system, 'en');
  }
};

type EventMessage = Exclude<NoticeMessage, { kind: 'new_device' }>;

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/;
/** Text that a mail client would turn into a link. */
const LINK_LIKE = /[/@\\]|www\./i;

/** Whether a message is a notice without anything to follow, because the queue may hold any content. */
export function isNotice(message: MailMessage): message is NoticeMessage {
  if (message.kind !== 'new_device' && !Object.hasOwn(EVENTS.zh, message.kind)) return false;
  const { time, provider = '', detail = '' } = message as { time?: unknown; provider?: unknown; detail?: unknown };
  const isShort = (text: unknown) => typeof text === 'string' && text.length <= 40 && !LINK_LIKE.test(text);
  return TIME.test(String(time)) && isShort(provider) && isShort(detail);
}

function buildEvent(message: EventMessage, system: string, locale: Locale): Draft {
  const [title, words] = EVENTS[locale][message.kind];
  if ('detail' in message)
    return { subject: toSubject(title, system, locale), body: [`${words}${message.detail}`, message.time] };
  const sentence = 'provider' in message ? `${words}${message.provider}` : words;
  return { subject: toSubject(title, system, locale), body: [sentence, message.time, WARNING[locale]] };
}

function toSubject(title: string, system: string, locale: Locale): string {
  return locale === 'zh' ? `${system}：${title}` : `${system}: ${title}`;
}

/** Renders a mail in one language, as text and as HTML. All values in the HTML are escaped. */
export function render(message: MailMessage, system: string, locale: Locale): Rendered {
  const { subject, body } = (locale === 'zh' ? zh : en)(message, system);
  return {
    subject: subject.replace(/[\r\n]+/g, ' '),
    text: `${body.map(toText).join('\n\n')}\n`,
    html: `<!doctype html><html lang="${locale}"><meta charset="utf-8"><body>${body.map(toHtml).join('')}</body></html>`,
  };
}

function toText(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return paragraph;
  return 'link' in paragraph ? paragraph.link : `${paragraph.before}${paragraph.strong}`;
}

function toHtml(paragraph: Paragraph): string {
  if (typeof paragraph === 'string') return `<p>${escapeHtml(paragraph)}</p>`;
  if ('link' in paragraph) return `<p><a href="${escapeHtml(paragraph.link)}">${escapeHtml(paragraph.link)}</a></p>`;
  return `<p>${escapeHtml(paragraph.before)}<strong>${escapeHtml(paragraph.strong)}</strong></p>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
