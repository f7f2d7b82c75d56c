import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useForm } from './form';
import { Refusal } from './refusal';
import { usePartTexts } from './texts';

interface RotateSecretProps {
  readonly title: string;
  readonly text: string;
  /** Names the field of the time for which both secrets are valid. */
  readonly label: string;
  readonly action: string;
  /** The time that is proposed. */
  readonly seconds: number;
  readonly onRotate: (seconds: number) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for how long the old secret stays valid, and replaces it. */
export function RotateSecret({ title, text, label, action, seconds, onRotate, onClose }: RotateSecretProps) {
  const t = usePartTexts();
  const form = useForm({ overlap_seconds: seconds }, async (values) => {
    await onRotate(values.overlap_seconds);
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <Text size="sm">{text}</Text>
          <NumberInput
            {...form.field('overlap_seconds')}
            onChange={(value) => form.set('overlap_seconds', Number(value))}
            label={label}
            min={0}
            allowDecimal={false}
          />
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
