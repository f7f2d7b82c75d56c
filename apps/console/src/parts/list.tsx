import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import type { TollgateClient } from '@tollgate/client';
import type { ReactNode } from 'react';
import { call } from '../api/call';
import type { Filters } from './filters';
import { Empty, Read } from './states';
import { usePartTexts } from './texts';

export const PAGE_SIZE = 20;

/** One page of a list as the server sends it. */
export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly total: number;
}

/** The rows of one page, of a list that the server answers as a whole. */
export function takePage<Row>(
  rows: readonly Row[],
  page: { readonly p: number; readonly page_size: number },
): ListPage<Row> {
  const start = (page.p - 1) * page.page_size;
  return { items: rows.slice(start, start + page.page_size), total: rows.length };
}

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures and amounts stand at the right. */
  readonly isNumber?: boolean;
}

interface ListProps<Row> {
  /** Names the rows for assistive tools. */
  readonly label: string;
  readonly queryKey: QueryKey;
  readonly read: (client: TollgateClient, page: { p: number; page_size: number }) => Promise<ListPage<Row>>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string | number;
  readonly filters: Filters<string>;
  /** Shown if there is no row and no filter is set. */
  readonly empty: ReactNode;
}

/** A list that the server pages: the states, the rows and the way to other pages. On a narrow screen each row becomes a card. */
export function List<Row>({ label, queryKey, read, columns, rowKey, filters, empty }: ListProps<Row>) {
  const t = usePartTexts();
  const { values, page } = filters;
  const query = useQuery({
    queryKey: [...queryKey, values, page],
    queryFn: () => call((client) => read(client, { p: page, page_size: PAGE_SIZE })),
    placeholderData: keepPreviousData,
  });
  return (
    <Read query={query}>
      {({ items, total }) => {
        if (items.length === 0 && page === 1) {
          if (filters.isEmpty) return empty;
          return (
            <Empty text={t('emptyFilters')}>
              <Button variant="default" onClick={filters.clear}>
                {t('clearFilters')}
              </Button>
            </Empty>
          );
        }
        return (
          <Stack>
            <Table aria-label={label} className="cards-when-narrow" verticalSpacing="sm" highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  {columns.map(({ title, isNumber }) => (
                    <Table.Th key={title} ta={isNumber ? 'right' : undefined}>
                      {title}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((row) => (
                  <Table.Tr key={rowKey(row)}>
                    {columns.map(({ title, cell, isNumber }) => (
                      <Table.Td key={title} data-title={title} className={isNumber ? 'number' : undefined}>
                        {cell(row)}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Pages page={page} total={total} onPage={filters.setPage} />
          </Stack>
        );
      }}
    </Read>
  );
}

interface PagesProps {
  readonly page: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

function Pages({ page, total, onPage }: PagesProps) {
  const t = usePartTexts();
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (pages === 1 && page === 1) return null;
  return (
    <Group justify="flex-end" gap="xs">
      <Text size="sm" c="dimmed">
        {t('page', { page, pages, total })}
      </Text>
      <Button size="xs" variant="default" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        {t('previousPage')}
      </Button>
      <Button size="xs" variant="default" disabled={page >= pages} onClick={() => onPage(page + 1)}>
        {t('nextPage')}
      </Button>
    </Group>
  );
}
