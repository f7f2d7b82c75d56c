import { AppError } from '@tollgate/contracts';

/** A span of time in Unix seconds; `to` is not part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const SECONDS = /^\d{1,11}$/;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Reads a moment: Unix seconds, or a date or time of ISO 8601 (UTC where it names no zone). */
function parseMoment(text: string): number {
  if (SECONDS.test(text)) return Number(text);
  const zoned = text.includes('T') && !/(Z|[+-]\d{2}:\d{2})$/.test(text) ? `${text}Z` : text;
  const ms = ISO.test(text) ? Date.parse(zoned) : NaN;
  if (Number.isNaN(ms) || ms < 0) throw new AppError('PERIOD_INVALID');
  return Math.floor(ms / 1000);
}

/**
 * The period between two texts; without them from the beginning to now.
 * @throws AppError PERIOD_INVALID where one cannot be read or they are the wrong way round
 */
export function parseSpan(from: string | undefined, to: string | undefined, now: number): Span {
  const span = { from: from ? parseMoment(from) : 0, to: to ? parseMoment(to) : now };
  if (span.from > span.to) throw new AppError('PERIOD_INVALID');
  return span;
}
