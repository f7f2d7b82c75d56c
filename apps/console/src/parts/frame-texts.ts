import { defineTexts } from '../texts/texts';

/** Texts of the frame around the pages. */
export const useFrameTexts = defineTexts('frame', {
  en: {
    admin: 'Administration',
    dark: 'Dark',
    light: 'Light',
    menu: 'Menu',
    root: 'Installation',
    signOut: 'Sign out',
    skip: 'Skip to the content',
    system: 'As the system',
    theme: 'Theme',
  },
  zh: {
    admin: '管理',
    dark: '深色',
    light: '浅色',
    menu: '菜单',
    root: '系统',
    signOut: '退出登录',
    skip: '跳到正文',
    system: '跟随系统',
    theme: '主题',
  },
});
