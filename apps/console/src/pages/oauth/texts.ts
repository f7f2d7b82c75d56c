import { defineTexts } from '../../texts/texts';

export const useOauthTexts = defineTexts('oauth', {
  en: { title: 'Signing in', back: 'Back to sign in' },
  zh: { title: '正在登录', back: '返回登录' },
});
