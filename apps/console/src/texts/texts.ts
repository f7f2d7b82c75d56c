import i18next from 'i18next';
import { useSyncExternalStore } from 'react';

export type Language = 'en' | 'zh';

const STORED = 'tollgate.language';

/** The texts of one page or part. Both languages must have the same keys, or it does not compile. */
interface Texts<T extends Readonly<Record<string, string>>> {
  readonly en: T;
  readonly zh: Readonly<Record<keyof T, string>>;
}

/** A text by its key. Names in double braces are replaced by the values. */
export type Translate<K extends string> = (key: K, values?: Readonly<Record<string, string | number>>) => string;

void i18next.init({
  lng: chooseLanguage(),
  fallbackLng: 'en',
  resources: {},
  initAsync: false,
  // React escapes every text
  interpolation: { escapeValue: false },
  keySeparator: false,
  nsSeparator: false,
});
showLanguage();

/** Declares the texts of a page or part, which stand in a file beside it. Returns the hook that reads them. */
export function defineTexts<T extends Readonly<Record<string, string>>>(
  name: string,
  texts: Texts<T>,
): () => Translate<keyof T & string> {
  for (const [language, each] of Object.entries(texts)) i18next.addResourceBundle(language, name, each);
  const translators = new Map<string, Translate<keyof T & string>>();
  return () => {
    const language = useLanguage();
    let translate = translators.get(language);
    if (!translate) {
      const fixed = i18next.getFixedT(language, name);
      translate = (key, values) => fixed(key, { ...values });
      translators.set(language, translate);
    }
    return translate;
  };
}

/** The language of the page. The component renders again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(onLanguage, getLanguage);
}

/** The language of the page, for code outside of components. */
export function getLanguage(): Language {
  return i18next.language === 'zh' ? 'zh' : 'en';
}

/** Changes the language and keeps it in this browser. */
export function setLanguage(language: Language): void {
  localStorage.setItem(STORED, language);
  void i18next.changeLanguage(language).then(showLanguage);
}

function onLanguage(listener: () => void): () => void {
  i18next.on('languageChanged', listener);
  return () => i18next.off('languageChanged', listener);
}

function chooseLanguage(): Language {
  const chosen = localStorage.getItem(STORED) ?? navigator.language;
  return chosen.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function showLanguage(): void {
  document.documentElement.lang = getLanguage() === 'zh' ? 'zh-CN' : 'en';
}
