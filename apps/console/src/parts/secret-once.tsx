import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { CopyButton } from './copy-button';
import { usePartTexts } from './texts';

interface SecretOnceProps {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows a secret that the server answers only once. */
export function SecretOnce({ title, secret, onClose }: SecretOnceProps) {
  const t = usePartTexts();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text size="sm">{t('secretOnce')}</Text>
        <Code block data-testid="secret-once">
          {secret}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={secret} />
          <Button onClick={onClose}>{t('done')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
