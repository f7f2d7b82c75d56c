import { Button, Group, Menu, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { setLanguage, useLanguage } from '../texts/texts';
import { useFrameTexts } from './frame-texts';

const SCHEMES: readonly { value: MantineColorScheme; text: 'system' | 'light' | 'dark' }[] = [
  { value: 'auto', text: 'system' },
  { value: 'light', text: 'light' },
  { value: 'dark', text: 'dark' },
];

/** The choice of language and theme, for guests and users. */
export function DisplayMenu() {
  const t = useFrameTexts();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        c="dimmed"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {language === 'zh' ? 'English' : '中文'}
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" c="dimmed">
            {t('theme')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SCHEMES.map(({ value, text }) => (
            <Menu.Item
              key={value}
              onClick={() => setColorScheme(value)}
              aria-current={colorScheme === value ? 'true' : undefined}
              fw={colorScheme === value ? 600 : undefined}
            >
              {t(text)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
