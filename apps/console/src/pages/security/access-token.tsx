import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useWrite } from '../../api/write';
import { CopyButton } from '../../parts/copy-button';
import { Refusal } from '../../parts/refusal';
import { useSecurityTexts } from './texts';

/** Makes an access token, which is shown once. */
export function AccessToken() {
  const t = useSecurityTexts();
  const make = useWrite(async (client) => (await client.GET('/api/user/token')).data);
  return (
    <Stack align="flex-start">
      <Text size="sm">{t('tokenWhy')}</Text>
      {make.result && (
        <Group>
          <Code data-testid="access-token">{make.result}</Code>
          <CopyButton value={make.result} />
        </Group>
      )}
      <Refusal error={make.error} />
      <Button variant="default" loading={make.isBusy} onClick={() => void make.run().catch(() => undefined)}>
        {t('makeToken')}
      </Button>
    </Stack>
  );
}
