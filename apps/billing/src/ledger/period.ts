import { AppError } from '@tollgate/contracts';

/** A span of time in Unix seconds; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const SECONDS = /^\d{1,11}$/;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Parses a time: Unix seconds, or a date or time of ISO 8601 (UTC if it names no zone). */
function parseMoment(text: string): number {
  if (SECONDS.test(text)) return Number(text);
  const zoned = text.includes('T') && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text;
  const ms = ISO.test(text) ? Date.parse(zoned) : NaN;
  if (Number.isNaN(ms) || ms < 0) throw new AppError('PERIOD_INVALID');
  return Math.floor(ms / 1000);
}

/**
 * Parses the period between two texts. If one is missing, the period begins at 1970 or ends now.
 * @throws AppError PERIOD_INVALID if one cannot be parsed or `from` is after `to`
 */
export function parseSpan(from: string | undefined, to: string | undefined, now: number): Span {
  const span = { from: from ? parseMoment(from) : 0, to: to ? parseMoment(to) : now };
  if (span.from > span.to) throw new AppError('PERIOD_INVALID');
  return span;
}
