import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useStatus } from '../../api/queries';
import { SiteHtml } from '../../parts/site-html';
import { useRegisterTexts } from './texts';

/** The terms that root wrote, which open below their names. */
export function Terms() {
  const t = useRegisterTexts();
  const { user_agreement_enabled: hasAgreement, privacy_policy_enabled: hasPrivacy } = useStatus();
  if (!hasAgreement && !hasPrivacy) return null;
  return (
    <Stack gap={4}>
      <Text size="sm">{t('terms')}</Text>
      {hasAgreement && <Document title={t('agreement')} path="/api/user-agreement" />}
      {hasPrivacy && <Document title={t('privacy')} path="/api/privacy-policy" />}
    </Stack>
  );
}

interface DocumentProps {
  readonly title: string;
  readonly path: '/api/user-agreement' | '/api/privacy-policy';
}

function Document({ title, path }: DocumentProps) {
  const { data } = useQuery({ queryKey: [path], queryFn: () => call(async (client) => (await client.GET(path)).data) });
  return (
    <details>
      <summary>{title}</summary>
      {data && <SiteHtml html={data} />}
    </details>
  );
}
