import { TollgateError } from '@tollgate/client';
import { Alert, Button, Checkbox, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { saveOptions } from '../../api/options';
import { useForm } from '../../parts/form';
import { Refusal } from '../../parts/refusal';
import { type Option, OptionField, type Values } from './option-field';
import { useOptionTexts } from './texts';

interface OptionsFormProps {
  readonly options: readonly Option[];
  /** The values in force when the form was opened. */
  readonly values: Values;
  readonly isSaved: boolean;
  readonly onSaved: () => void;
}

/** A form of some options. It saves those that were changed. */
export function OptionsForm({ options, values, isSaved, onSaved }: OptionsFormProps) {
  const t = useOptionTexts();
  const [force, setForce] = useState(false);
  const [strands, setStrands] = useState(false);
  const [initial] = useState(() =>
    Object.fromEntries(options.map(({ key, secret }): [string, string] => [key, secret ? '' : (values[key] ?? '')])),
  );
  const refusals = Object.fromEntries(
    options.filter(({ refusal }) => refusal !== '').map(({ refusal, key }) => [refusal, key]),
  );
  const form = useForm<Record<string, string>>(
    initial,
    async (typed) => {
      try {
        await saveOptions(listChanges(options, initial, typed), force);
        onSaved();
      } catch (error) {
        setStrands(error instanceof TollgateError && error.code === 'GROUPS_IN_USE');
        throw error;
      }
    },
    refusals,
  );
  const isChanged = options.some(({ key }) => form.values[key] !== initial[key]);
  return (
    <form onSubmit={form.onSubmit}>
      <Stack maw={720} style={{ overflowWrap: 'anywhere' }}>
        {options.map((option) => (
          <OptionField key={option.key} option={option} form={form} />
        ))}
        {strands && (
          <Checkbox label={t('force')} checked={force} onChange={(event) => setForce(event.currentTarget.checked)} />
        )}
        <Refusal error={form.error} />
        {isSaved && !isChanged && (
          <Alert role="status" color="green">
            {t('saved')}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={form.isBusy} disabled={!isChanged}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/**
 * The changed values, in the order in which the server accepts it: switches go off before the values that they need, and on after
 * them.
 */
function listChanges(options: readonly Option[], initial: Values, typed: Values): Values {
  const rank = (kind: Option['kind'], text: string) => (kind !== 'bool' ? 1 : text === 'true' ? 2 : 0);
  const changed = options.flatMap(({ key, kind }) => {
    const text = typed[key] ?? '';
    return text === initial[key] ? [] : [{ key, text, rank: rank(kind, text) }];
  });
  return Object.fromEntries(changed.sort((a, b) => a.rank - b.rank).map(({ key, text }) => [key, text]));
}
