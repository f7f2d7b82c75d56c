import { defineTexts } from '../../texts/texts';

export const useResetTexts = defineTexts('reset', {
  en: {
    title: 'Reset your password',
    why: 'Enter the address of your account. The mail holds a link that makes a new password.',
    email: 'E-mail address',
    submit: 'Send the link',
    sent: 'If an account has this address, the link is on its way. It is valid for a short time and works once.',
    back: 'Back to sign in',
    newTitle: 'New password',
    newWhy: 'Your account {{email}} gets a new password. All sessions end and your API keys are switched off.',
    make: 'Make a new password',
    made: 'This is your new password. Sign in with it and change it to one of your own.',
    signIn: 'Sign in',
    incomplete: 'The link is not complete. Copy it whole from the mail.',
  },
  zh: {
    title: '重置密码',
    why: '输入账号的邮箱，我们会发送一个用于生成新密码的链接。',
    email: '邮箱',
    submit: '发送链接',
    sent: '如果有账号使用该邮箱，链接已发出。链接短时间内有效，且只能使用一次。',
    back: '返回登录',
    newTitle: '新密码',
    newWhy: '账号 {{email}} 将获得新密码。所有会话会结束，API 密钥会被停用。',
    make: '生成新密码',
    made: '这是您的新密码。请用它登录，然后改成自己的密码。',
    signIn: '登录',
    incomplete: '链接不完整，请从邮件中完整复制。',
  },
});
