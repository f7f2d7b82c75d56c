import { TextInput } from '@mantine/core';
import { useCallback } from 'react';
import { type Filters, useTyped } from './filters';

interface SearchFieldProps<K extends string> {
  readonly name: K;
  readonly label: string;
  readonly filters: Filters<K>;
}

/** A filter that searches as one types, after a short pause. */
export function SearchField<K extends string>({ name, label, filters }: SearchFieldProps<K>) {
  const { values, set } = filters;
  const apply = useCallback((value: string) => set({ [name]: value } as Partial<Record<K, string>>), [name, set]);
  const [typed, setTyped] = useTyped(values[name], apply);
  return (
    <TextInput type="search" label={label} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
  );
}
