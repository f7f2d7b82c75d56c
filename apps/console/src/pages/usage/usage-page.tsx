import type { Reply } from '@tollgate/client';
import { Badge, Button, Card, Group, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/call';
import { saveCsv } from '../../api/download';
import { getLastMonth, toBars } from '../../api/usage';
import { BarChart } from '../../parts/bar-chart';
import { ChoiceFilter } from '../../parts/choice-filter';
import { type Filters, useFilters } from '../../parts/filters';
import { type Column, List, type ListPage } from '../../parts/list';
import { useQuotaFormat } from '../../parts/money';
import { Page } from '../../parts/page';
import { Period } from '../../parts/period';
import { toSeconds } from '../../parts/period-seconds';
import { SearchField } from '../../parts/search-field';
import { Empty, Read } from '../../parts/states';
import { Time } from '../../parts/time';
import { useUsageTexts } from './texts';

type Line = Reply<'get', '/api/log/self'>['data']['items'][number];
type Name = 'from' | 'to' | 'type' | 'model_name' | 'token_name';

const TYPES = [1, 2, 3, 4] as const;

/** The user's log, with a chart of the same period. */
export function UsagePage() {
  const t = useUsageTexts();
  const queries = useQueryClient();
  const filters = useFilters<Name>(['from', 'to', 'type', 'model_name', 'token_name']);
  const { type, model_name, token_name } = filters.values;
  const query = { ...toSeconds(filters.values), ...(type ? { type: Number(type) } : {}), model_name, token_name };
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const queryKey = ['log', 'own'];
  const save = () => {
    const shown = queries.getQueryData<ListPage<Line>>([...queryKey, filters.values, filters.page])?.items ?? [];
    void saveCsv([CSV_HEAD, ...shown.map(toCsvRow)], 'usage.csv');
  };
  return (
    <Page
      title={t('title')}
      actions={
        <Button variant="default" onClick={save}>
          {t('csv')}
        </Button>
      }
    >
      <FilterBar filters={filters} />
      <Chart filters={filters} />
      <section>
        <Title order={2} size="h4" mb="sm">
          {t('log')}
        </Title>
        <List
          label={t('log')}
          queryKey={queryKey}
          read={async (client, page) =>
            (await client.GET('/api/log/self', { params: { query: { ...given, ...page } } })).data
          }
          columns={useColumns()}
          rowKey={(line) => line.id}
          filters={filters}
          empty={<Empty text={t('empty')} />}
        />
      </section>
    </Page>
  );
}

function FilterBar({ filters }: { readonly filters: Filters<Name> }) {
  const t = useUsageTexts();
  return (
    <Group gap="xs" align="flex-end">
      <Period filters={filters} />
      <ChoiceFilter
        name="type"
        label={t('type')}
        choices={[
          { value: '', label: t('all') },
          ...TYPES.map((each) => ({ value: String(each), label: t(`type${each}`) })),
        ]}
        filters={filters}
      />
      <SearchField name="model_name" label={t('model')} filters={filters} />
      <SearchField name="token_name" label={t('key')} filters={filters} />
    </Group>
  );
}

function Chart({ filters }: { readonly filters: Filters<Name> }) {
  const t = useUsageTexts();
  const format = useQuotaFormat();
  const { start_timestamp, end_timestamp } = toSeconds(filters.values);
  const usage = useQuery({
    queryKey: ['usage', 'period', start_timestamp, end_timestamp],
    queryFn: async () => {
      const month = getLastMonth();
      const end = end_timestamp ?? month.end;
      const start = start_timestamp ?? end - (month.end - month.start);
      const query = { start_timestamp: start, end_timestamp: end };
      const rows = await call(async (client) => (await client.GET('/api/data/self', { params: { query } })).data);
      return { bars: toBars(rows, start, end), total: rows.reduce((sum, { quota }) => sum + quota, 0) };
    },
  });
  return (
    <Card withBorder component="section">
      <Title order={2} size="h4" mb="sm">
        {t('chart')}
      </Title>
      <Read query={usage}>
        {({ bars, total }) =>
          total === 0 ? (
            <Text c="dimmed">{t('noUsage')}</Text>
          ) : (
            <>
              <Text size="sm" mb="sm">
                {t('spent', { amount: format(total) })}
              </Text>
              <BarChart title={t('chart')} bars={bars} format={format} />
            </>
          )
        }
      </Read>
    </Card>
  );
}

function useColumns(): Column<Line>[] {
  const t = useUsageTexts();
  const format = useQuotaFormat();
  const typeText = (type: number) => {
    const known = TYPES.find((each) => each === type);
    return known ? t(`type${known}`) : String(type);
  };
  return [
    { title: t('time'), cell: ({ created_at: at }) => <Time at={at} /> },
    {
      title: t('type'),
      cell: ({ type }) => (
        <Badge variant="light" color="gray">
          {typeText(type)}
        </Badge>
      ),
    },
    { title: t('model'), cell: ({ model_name: model }) => model },
    { title: t('key'), cell: ({ token_name: key }) => key },
    {
      title: t('tokens'),
      cell: ({ type, prompt_tokens: read, completion_tokens: written }) => (type === 2 ? `${read} / ${written}` : ''),
      isNumber: true,
    },
    { title: t('cost'), cell: ({ quota }) => (quota === 0 ? '' : format(quota)), isNumber: true },
    { title: t('content'), cell: ({ content }) => content },
  ];
}

const CSV_HEAD = ['time', 'type', 'model', 'key', 'tokens in', 'tokens out', 'quota', 'request', 'content'];

function toCsvRow(line: Line): (string | number)[] {
  const { created_at, type, model_name, token_name, prompt_tokens, completion_tokens, quota, request_id, content } =
    line;
  const time = new Date(created_at * 1000).toISOString();
  return [time, type, model_name, token_name, prompt_tokens, completion_tokens, quota, request_id, content];
}
