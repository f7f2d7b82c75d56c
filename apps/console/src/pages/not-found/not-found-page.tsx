import { Text } from '@mantine/core';
import { GuestFrame } from '../../parts/guest-frame';
import { useNotFoundTexts } from './texts';
import { TextLink } from '../../parts/link';

/** The page of an address that leads nowhere. */
export function NotFoundPage() {
  const t = useNotFoundTexts();
  return (
    <GuestFrame title={t('title')}>
      <Text mb="md">{t('text')}</Text>
      <TextLink to="/console">{t('home')}</TextLink>
    </GuestFrame>
  );
}
