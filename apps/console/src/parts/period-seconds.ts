const DAY_SECONDS = 86_400;

/** A period as a query takes it, in Unix seconds; the last day is inside. Missing days leave an end open. */
export function toSeconds(values: { readonly from: string; readonly to: string }): {
  start_timestamp?: number;
  end_timestamp?: number;
} {
  const start = toMidnight(values.from);
  const end = toMidnight(values.to);
  return {
    ...(start === undefined ? {} : { start_timestamp: start }),
    ...(end === undefined ? {} : { end_timestamp: end + DAY_SECONDS - 1 }),
  };
}

/** The first second of a day in the browser's zone. */
function toMidnight(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  return Math.floor(new Date(`${day}T00:00`).getTime() / 1000);
}
