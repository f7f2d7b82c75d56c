import { Select } from '@mantine/core';
import type { Filters } from './filters';

interface ChoiceFilterProps<K extends string> {
  readonly name: K;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly filters: Filters<K>;
}

/** A filter with a few choices. The choice with an empty value is in force if none is set. */
export function ChoiceFilter<K extends string>({ name, label, choices, filters }: ChoiceFilterProps<K>) {
  return (
    <Select
      label={label}
      data={choices}
      value={filters.values[name]}
      onChange={(value) => filters.set({ [name]: value ?? '' } as Partial<Record<K, string>>)}
      allowDeselect={false}
      w={160}
    />
  );
}
