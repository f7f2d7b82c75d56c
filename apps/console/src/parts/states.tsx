import { Center, Loader, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refusal } from './refusal';
import { usePartTexts } from './texts';

/** Shows that something is being read. */
export function Loading() {
  const t = usePartTexts();
  return (
    <Center p="xl" role="status" aria-label={t('loading')}>
      <Loader size="sm" />
    </Center>
  );
}

interface EmptyProps {
  readonly text: string;
  /** The next step, such as a button. */
  readonly children?: ReactNode;
}

/** The state of a list without rows, with the next step. */
export function Empty({ text, children }: EmptyProps) {
  return (
    <Stack align="center" p="xl" gap="sm">
      <Text c="dimmed">{text}</Text>
      {children}
    </Stack>
  );
}

interface ReadProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** The states of a read: loading, refused or offline with a retry, and the data. */
export function Read<T>({ query, children }: ReadProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Refusal error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading />;
}
