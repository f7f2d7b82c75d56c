import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';

/** The metrics of one process, as they travel to another one. */
export type ProcessMetrics = readonly MetricObjectWithValues<MetricValue<string>>[];

const join = (all: readonly ProcessMetrics[]) => AggregatorRegistry.aggregate(all.map((one) => [...one]));

/** The metrics of several processes as one text: sums, or what the `aggregator` of a metric states. */
export function aggregateText(all: readonly ProcessMetrics[]): Promise<string> {
  return join(all).metrics();
}

/** The counters and histograms of several processes as those of one. Metrics that show a moment are left out. */
export async function addCounts(all: readonly ProcessMetrics[]): Promise<ProcessMetrics> {
  const metrics = await join(all).getMetricsAsJSON();
  return metrics.filter(({ type }) => ['counter', 'histogram'].includes(String(type)));
}
