import type { Cell } from '../sources/source.js';

/** The largest number that the product keeps. */
export const MOST = 9_007_199_254_740_991n;

/** Text as the target can hold it: no NUL, no half of a surrogate pair. */
export function text(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  const value = typeof cell === 'string' ? cell : cell.toString('utf8');
  return value.replaceAll('\0', '').toWellFormed();
}

/** Text whose right side PostgreSQL may have padded with blanks (`char(n)`). */
export function padded(cell: Cell | undefined): string {
  return text(cell).replace(/ +$/, '');
}

/** Text for one line: control characters become blanks, both ends are trimmed. */
export function line(cell: Cell | undefined): string {
  return text(cell)
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

/** A whole number of any size; null where the cell holds none. */
export function whole(cell: Cell | undefined): bigint | null {
  const value = text(cell).trim();
  const digits = /^([+-]?\d{1,30})(?:\.0*)?$/.exec(value)?.[1];
  if (digits !== undefined) return BigInt(digits);
  const number = value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) && Math.abs(number) < 1e30 ? BigInt(Math.trunc(number)) : null;
}

/** A whole number; 0 where the cell holds none. */
export function count(cell: Cell | undefined): bigint {
  return whole(cell) ?? 0n;
}

/** A whole number within what the product keeps: beyond, the bound. */
export function bounded(value: bigint, least = -MOST): bigint {
  if (value > MOST) return MOST;
  return value < least ? least : value;
}

/** An id that the product can keep; undefined where the cell holds none. */
export function rowId(cell: Cell | undefined): bigint | undefined {
  const value = whole(cell);
  return value !== null && value >= 1n && value <= MOST ? value : undefined;
}

/** A switch, as any of the databases writes it. */
export function flag(cell: Cell | undefined): boolean {
  return ['1', 't', 'true', 'y', 'yes', 'on'].includes(text(cell).trim().toLowerCase());
}

const LAST_SECOND = 253_402_300_799n;

/** Unix seconds as a timestamp; null where they are 0, none or out of range. */
export function unixTime(cell: Cell | undefined): string | null {
  const seconds = count(cell);
  return seconds <= 0n || seconds > LAST_SECOND ? null : toTimestamp(seconds);
}

/** Unix seconds as PostgreSQL reads a timestamp. */
export function toTimestamp(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString();
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?\s*(Z|[+-]\d{2}(?::?\d{2})?)?/;

/** A date and time as text; without a zone it is UTC. Null where the cell holds none. */
export function moment(cell: Cell | undefined): string | null {
  const found = MOMENT.exec(text(cell).trim());
  if (!found) return null;
  const [, day = '', time = '', decimals = '', zone = 'Z'] = found;
  const offset = zone === 'Z' ? 'Z' : zone.length === 3 ? `${zone}:00` : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  const whole = new Date(`${day}T${time}${offset}`);
  if (Number.isNaN(whole.getTime()) || whole.getUTCFullYear() < 1) return null;
  return whole.toISOString().replace('.000Z', `.${decimals.slice(0, 6).padEnd(6, '0')}Z`);
}

/** True where a row of the source is marked as deleted. */
export function isDeleted(cell: Cell | undefined): boolean {
  return text(cell).trim() !== '';
}

/** A JSON object; undefined where the text is none. */
export function jsonObject(cell: Cell | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text(cell));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Money with three decimals, as the orders keep it; null where the cell holds no amount. */
export function money(cell: Cell | undefined): string | null {
  const value = text(cell).trim();
  const number = Number(value);
  if (value === '' || !Number.isFinite(number) || Math.abs(number) >= 1e15) return null;
  return /^-?\d{1,15}(\.\d{1,3})?$/.test(value) ? value : number.toFixed(3);
}
