import { Stack, Text } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useStatus } from '../../api/queries';
import { useUserId } from '../../api/session';
import { useFilters } from '../../parts/filters';
import { GuestFrame } from '../../parts/guest-frame';
import { CodeStep } from './code-step';
import { MailStep } from './mail-step';
import { RootStep } from './root-step';
import { SiteStep } from './site-step';
import { useSetupTexts } from './texts';
import { TextLink } from '../../parts/link';

/** The set-up: the root account, then the site, mail and a first code. Each later step can be skipped and opened again. */
export function SetupPage() {
  const t = useSetupTexts();
  const { setup: isSetUp } = useStatus();
  const userId = useUserId();
  const { setup_token: token = '' }: { readonly setup_token?: string } = useSearch({ strict: false });
  const { values, set } = useFilters(['step']);
  const step = isSetUp ? Math.min(4, Math.max(2, Number(values.step) || 2)) : 1;
  const next = () => set({ step: String(step + 1) });
  if (isSetUp && userId === undefined) {
    return (
      <GuestFrame title={t('title')}>
        <Stack>
          <Text>{t('signInFirst')}</Text>
          <TextLink to="/login" search={{ next: '/setup' }}>
            {t('signIn')}
          </TextLink>
        </Stack>
      </GuestFrame>
    );
  }
  return (
    <GuestFrame title={t('title')} width={520}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('step', { step })}
      </Text>
      {step === 1 && <RootStep token={token} />}
      {step === 2 && <SiteStep onDone={next} />}
      {step === 3 && <MailStep onDone={next} />}
      {step === 4 && <CodeStep />}
    </GuestFrame>
  );
}
