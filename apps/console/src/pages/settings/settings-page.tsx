import { type MantineColorScheme, SegmentedControl, Select, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { selfQuery } from '../../api/queries';
import { Page } from '../../parts/page';
import { Section } from '../../parts/section';
import { Read } from '../../parts/states';
import { getBrowserZone, getStoredZone, setTimeZone } from '../../parts/time-zone';
import { type Language, setLanguage, useLanguage } from '../../texts/texts';
import { NoticeForm } from './notice-form';
import { useSettingsTexts } from './texts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** The display of the console in this browser, and the user's notices. */
export function SettingsPage() {
  const t = useSettingsTexts();
  const self = useQuery(selfQuery);
  return (
    <Page title={t('title')}>
      <Section title={t('display')}>
        <Display />
      </Section>
      <Section title={t('notices')}>
        <Text size="sm" mb="sm">
          {t('noticesWhy')}
        </Text>
        <Read query={self}>{(data) => <NoticeForm setting={data.setting} />}</Read>
      </Section>
    </Page>
  );
}

function Display() {
  const t = useSettingsTexts();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [zone, setZone] = useState(getStoredZone);
  const changeLanguage = (next: Language) => {
    setLanguage(next);
    // the server keeps it for mails; the page has changed already, so a lost connection is no failure
    void call((client) => client.PUT('/api/user/self', { body: { language: next } })).catch(() => undefined);
  };
  return (
    <Stack maw={420}>
      <Select
        label={t('language')}
        data={[
          { value: 'en', label: 'English' },
          { value: 'zh', label: '中文' },
        ]}
        value={language}
        onChange={(next) => changeLanguage(next === 'zh' ? 'zh' : 'en')}
        allowDeselect={false}
      />
      <Select
        label={t('zone')}
        data={[
          { value: '', label: t('zoneBrowser', { zone: getBrowserZone() }) },
          ...Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value })),
        ]}
        value={zone}
        onChange={(next) => {
          setTimeZone(next ?? '');
          setZone(next ?? '');
        }}
        searchable
        limit={100}
        allowDeselect={false}
      />
      <div>
        <Text size="sm" fw={500} mb={4} id="theme-label">
          {t('theme')}
        </Text>
        <SegmentedControl
          aria-labelledby="theme-label"
          data={SCHEMES.map((value) => ({ value, label: t(value) }))}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        />
      </div>
    </Stack>
  );
}
