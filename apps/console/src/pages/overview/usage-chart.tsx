import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { getLastMonth, toBars } from '../../api/usage';
import { BarChart } from '../../parts/bar-chart';
import { useQuotaFormat } from '../../parts/money';
import { Read } from '../../parts/states';
import { useOverviewTexts } from './texts';

/** Usage of the last 30 days, by day and model. */
export function UsageChart() {
  const t = useOverviewTexts();
  const format = useQuotaFormat();
  const usage = useQuery({
    queryKey: ['usage', 'month'],
    queryFn: async () => {
      const { start, end } = getLastMonth();
      const query = { start_timestamp: start, end_timestamp: end };
      const rows = await call(async (client) => (await client.GET('/api/data/self', { params: { query } })).data);
      return rows.length === 0 ? [] : toBars(rows, start, end);
    },
  });
  return (
    <Read query={usage}>
      {(bars) =>
        bars.length === 0 ? (
          <Text c="dimmed">{t('noUsage')}</Text>
        ) : (
          <BarChart title={t('usage')} bars={bars} format={format} />
        )
      }
    </Read>
  );
}
