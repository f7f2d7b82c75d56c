import { defineTexts } from '../../texts/texts';

export const useNotFoundTexts = defineTexts('not-found', {
  en: {
    title: 'There is no such page',
    text: 'The address may be mistyped, or the page has moved.',
    home: 'Go to the overview',
  },
  zh: { title: '页面不存在', text: '地址可能有误，或页面已移动。', home: '返回概览' },
});
