import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from './form';
import { Refusal } from './refusal';
import { usePartTexts } from './texts';

interface ReasonDialogProps {
  readonly title: string;
  /** The effect of the write. */
  readonly text: string;
  readonly action: string;
  /** If given, the user must type it. Use it for what cannot be undone. */
  readonly name?: string;
  readonly isRequired?: boolean;
  /** Whether the write takes something away, which the button's colour shows. */
  readonly isDestructive?: boolean;
  readonly onConfirm: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before a write whose reason is kept in the audit trail. It stays open if the write is refused. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, text, action, name, isRequired = false, isDestructive = false, onConfirm, onClose } = props;
  const t = usePartTexts();
  const form = useForm({ reason: '', typed: '' }, async ({ reason }) => {
    await onConfirm(reason.trim());
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <Text size="sm">{text}</Text>
          <TextInput
            {...form.field('reason')}
            label={t('reason')}
            maxLength={255}
            required={isRequired}
            autoComplete="off"
            data-autofocus
          />
          {name !== undefined && (
            <TextInput {...form.field('typed')} label={t('confirmName', { name })} autoComplete="off" />
          )}
          <Refusal error={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              {...(isDestructive ? { color: 'red' } : {})}
              loading={form.isBusy}
              disabled={name !== undefined && form.values.typed !== name}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
