import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { BarChart, type Bar } from '../../parts/bar-chart';
import { useQuotaFormat } from '../../parts/money';
import { Read } from '../../parts/states';
import { getTimeZone } from '../../parts/time-zone';
import { useOverviewTexts } from './texts';

const DAYS = 30;
const DAY_SECONDS = 86_400;

/** Usage of the last 30 days, by day and model. */
export function UsageChart() {
  const t = useOverviewTexts();
  const format = useQuotaFormat();
  const usage = useQuery({
    queryKey: ['usage', 'month'],
    queryFn: () => {
      const end = Math.floor(Date.now() / 1000);
      const query = { start_timestamp: end - DAYS * DAY_SECONDS, end_timestamp: end };
      return call(async (client) => (await client.GET('/api/data/self', { params: { query } })).data);
    },
  });
  return (
    <Read query={usage}>
      {(rows) =>
        rows.length === 0 ? (
          <Text c="dimmed">{t('noUsage')}</Text>
        ) : (
          <BarChart title={t('usage')} bars={toBars(rows)} format={format} />
        )
      }
    </Read>
  );
}

/** Sums rows by day of the user's zone and model. Every day of the period has a place, so that gaps are visible. */
function toBars(rows: readonly { created_at: number; model_name: string; quota: number }[]): Bar[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: getTimeZone(), dateStyle: 'short' });
  const dayOf = (seconds: number) => format.format(seconds * 1000);
  const now = Date.now() / 1000;
  const days = Array.from({ length: DAYS }, (_, i) => dayOf(now - (DAYS - 1 - i) * DAY_SECONDS));
  const sums = new Map(days.map((day) => [day, new Map<string, number>()]));
  for (const { created_at: at, model_name: model, quota } of rows) {
    const day = sums.get(dayOf(at));
    day?.set(model, (day.get(model) ?? 0) + quota);
  }
  return [...sums].map(([label, parts]) => ({
    label,
    parts: [...parts].map(([name, value]) => ({ name, value })),
  }));
}
