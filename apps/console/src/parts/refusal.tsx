import { TollgateError } from '@tollgate/client';
import { Alert, Button, Group, Text } from '@mantine/core';
import { CopyButton } from './copy-button';
import { usePartTexts } from './texts';

interface RefusalProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** Why something failed: the message, and the code and request id to copy. Shows nothing if there is no error. */
export function Refusal({ error, onRetry }: RefusalProps) {
  const t = usePartTexts();
  if (error === null || error === undefined) return null;
  const refused = error instanceof TollgateError ? error : undefined;
  const id = refused?.requestId;
  return (
    <Alert role="alert" color="red" variant="light">
      <Text size="sm" fw={500}>
        {refused ? refused.message : t('offline')}
      </Text>
      {refused && (
        <Group gap="xs" mt={4}>
          <Text size="xs">{t('code', { code: refused.code })}</Text>
          {id && <Text size="xs">{t('requestId', { id })}</Text>}
          <CopyButton value={`${refused.code} ${id ?? ''}`.trim()} label={t('copyRefusal')} isSmall />
        </Group>
      )}
      {onRetry && (
        <Button size="xs" variant="default" mt="xs" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </Alert>
  );
}
