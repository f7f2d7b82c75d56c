type Cell = string | number | null;

/** First characters of texts that a spreadsheet runs as a formula, full-width signs included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

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

/** A time in Unix seconds as ISO 8601; empty if it is 0. */
export function csvTime(seconds: number): string {
  return seconds === 0 ? '' : new Date(seconds * 1000).toISOString();
}
