import { AppError, isTimeZone } from '@tollgate/contracts';
import { type Answer, download } from '../route/answer.js';

type Cell = string | number | null;

/** First characters of texts that a spreadsheet runs as a formula, full-width signs included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
/** Excel reads a file as UTF-8 only if it begins with this mark. */
const BYTE_ORDER_MARK = '\ufeff';

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV (RFC 4180). A text gets an apostrophe in front if a spreadsheet would run it. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A CSV file whose lines are made while it is sent. `name` is without the ending. */
export function csvFile(name: string, lines: AsyncIterable<string>): Answer {
  async function* body(): AsyncIterable<string> {
    yield BYTE_ORDER_MARK;
    yield* lines;
  }
  return download({ type: 'text/csv; charset=utf-8', filename: `${name}.csv`, body: body() });
}

/** Writes a time in Unix seconds as ISO 8601 with the offset of a zone; empty if it is 0. */
export type TimeFormat = (seconds: number) => string;

/**
 * Makes the format of a zone.
 * @throws AppError INVALID_VALUE if it is no IANA name
 */
export function timeFormat(zone: string): TimeFormat {
  // in an address that is not encoded, `+` arrives as a blank
  const timeZone = zone.replace(' ', '+');
  if (!isTimeZone(timeZone)) throw new AppError('INVALID_VALUE', { field: 'tz' });
  const digits = '2-digit';
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, timeZoneName: 'longOffset', hourCycle: 'h23', calendar: 'iso8601', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: digits, day: digits, hour: digits, minute: digits, second: digits },
  });
  return (seconds) => {
    if (seconds === 0) return '';
    const part = Object.fromEntries(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
    const offset = part.timeZoneName?.replace('GMT', '') || '+00:00';
    const date = `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`;
    return `${date}T${part.hour}:${part.minute}:${part.second}${offset}`;
  };
}
