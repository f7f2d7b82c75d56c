import { Group, TextInput } from '@mantine/core';
import type { Filters } from './filters';
import { usePartTexts } from './texts';

/** Two fields for the first and the last day of a period, kept in the address bar as `from` and `to`. */
export function Period({ filters }: { readonly filters: Filters<'from' | 'to'> }) {
  const t = usePartTexts();
  return (
    <Group gap="xs" align="flex-end">
      <TextInput
        label={t('from')}
        type="date"
        value={filters.values.from}
        onChange={(event) => filters.set({ from: event.currentTarget.value })}
      />
      <TextInput
        label={t('to')}
        type="date"
        value={filters.values.to}
        onChange={(event) => filters.set({ to: event.currentTarget.value })}
      />
    </Group>
  );
}
