import type { Bar } from '../parts/bar-chart';
import { getTimeZone } from '../parts/time-zone';

const DAY_SECONDS = 86_400;

interface UsageRow {
  readonly created_at: number;
  readonly model_name: string;
  readonly quota: number;
}

/** Sums usage by day of the user's zone and model. Every day of the period has a bar, so that gaps are visible. */
export function toBars(rows: readonly UsageRow[], start: number, end: number): Bar[] {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: getTimeZone(), dateStyle: 'short' });
  const dayOf = (seconds: number) => format.format(seconds * 1000);
  const count = Math.max(1, Math.min(400, Math.ceil((end - start) / DAY_SECONDS)));
  const days = Array.from({ length: count }, (_, i) => dayOf(end - (count - 1 - i) * DAY_SECONDS));
  const sums = new Map(days.map((day) => [day, new Map<string, number>()]));
  for (const { created_at: at, model_name: model, quota } of rows) {
    const day = sums.get(dayOf(at));
    day?.set(model, (day.get(model) ?? 0) + quota);
  }
  return [...sums].map(([label, parts]) => ({ label, parts: [...parts].map(([name, value]) => ({ name, value })) }));
}

/** The last 30 days, in Unix seconds. */
export function getLastMonth(): { start: number; end: number } {
  const end = Math.floor(Date.now() / 1000);
  return { start: end - 30 * DAY_SECONDS, end };
}
